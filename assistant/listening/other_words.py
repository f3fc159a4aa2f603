"""Everyday words that are no command at the moment: what vosk may hear instead of one.

The commands themselves are among them: one that is not active now must not be taken for one
that is. No word sounds like a usual command (no won, to, for, ate, know), else the two would
share the belief and neither would ever be sure. Words that a model lacks do no harm.
"""

from typing import Final

ENGLISH: Final = tuple(
    # As a list, each word would stand on a line of its own.
    """
    yes no up down left right stop go on off one two three four five six seven eight nine zero ten
    forward backward next back select menu home read repeat pause resume faster slower louder
    quieter help find cancel open close enter start again more less
    a about above after afternoon all almost already also always am and animal another any anything
    apple are arm around ask at away baby bad bag ball bank bath bathroom beach because become bed
    before begin behind believe best better between big bird black book both bottle bottom box boy
    bread breakfast bring brother brown bus but came can car care cat chair change chicken child
    church city clean clear clock clothes cloud coffee cold color come cook could country cup cut
    dad dance dark daughter day did different dinner dirty do doctor dog dollar door dress drink
    drive drop during each early east easy eat egg eleven end engine enough evening ever every
    eye face fall family far farm fast father feel few fifty finger finish fire first fish floor
    fly follow food foot forest forget forty friend from front fruit full funny game garden gave
    get girl give glad glass god gone good grandma great green ground grow guess gun had hair half
    hand happen happy hard has hat have he head heart heavy hello her him his history hold horse
    hospital hot house how hundred husband i ice if in inside into is it job jump just keep kitchen
    lady large last laugh learn leave leg let letter life light like line listen little long look
    lot love lunch machine make man many matter may me medicine milk mind minute money month moon
    morning most mother mountain mouth move much music must my name need never new news
    nice night north nose not nothing now number nurse of office often okay old only or orange other
    our out outside over page paper parent park party pen people person phone picture place plan
    plate play please police poor present problem pull push put question quick radio rain ready
    really remember rest river room run said same sand saturday saw say school second see
    seen shall she ship shirt shoe shop short should show sick side sing sister sit sky sleep slow
    small smile snow so some something song soon sorry sound south speak spring stand star station
    stay still story street strong student study sugar summer sunday sure table take talk tall taxi
    tea teacher telephone television tell thank that the them then they thing think thirty
    this thousand thursday tired today together tomorrow tonight took town train travel tree true
    try tuesday turn twelve twenty uncle under understand until us use very village visit voice
    walk wall want warm was wash watch water we wednesday well went were west what when where
    which white who why wife will window winter wish with woman word work world would wow year
    yellow yesterday you young your
    uh um oh ah hmm huh yeah nope hey hi bye
    """.split()  # noqa: SIM905
)
