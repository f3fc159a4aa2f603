"""What is said for training: the commands, and everything that is none. Knows no voice."""

from typing import Final

COMMANDS: Final = (
    *("yes", "no", "up", "down", "left", "right", "stop", "go", "on", "off"),
    *("zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine"),
    *("forward", "backward", "next", "back", "select", "menu", "home", "read", "repeat"),
    *("pause", "resume", "faster", "slower", "louder", "quieter", "help", "find"),
    *("go on", "help me", "what can i say"),
)
"""What the spotter can hear, in the order of the network's outputs."""

ALIKE: Final = tuple(
    """
    yet yeah yep yelp jest chess guess less mess dress yesterday yessir yawn yell young use
    nope not now note nose none known toe low so snow oh owe mow row though new gnaw
    cup pup us uh hub above umbrella pop hop open upper upset puppet sup ugh abrupt
    dawn town noun done dumb drown crown brown gown found round doubt around pound dine den
    lift loft laugh lap let left-hand leaf lend life leave loved lit last lefty less lest
    ride rye ripe rate rat rise light bright fright white riot alright height
    stock stopped stomp step stab star start top store shop drop stuff stoop stopper stops stoppage
    goal gold got goat ghost grow glow good gone gore girl bow dough toe hello ago going goes
    own earn arm aunt am in an and hand upon want
    often awful cough loft soft offer office oft doff toff half
    zebra hero row zone zoo nero arrow borrow xylo
    run once sun fun when wand wonder want wan win worn
    you who blue shoe true through tool tooth tune
    tree free key knee see thrill thread threw fee he tea street theme
    fork form fort floor door more fall foe far fur force ford before far your
    fire file fight hive dive alive fives life live fife wife knives
    sick sicks sits sis fix mix kicks sixty success sink sex stix slick
    heaven eleven severn saving service savvy sadden given second settle venom seventy sever
    hate late at age aid ape egg it eighty weight await great ached
    line mine wine night nice nile ninety time dine lime sign fine mind knife
    forehead word award foreword coward toward afford flowered
    awkward bad word blackbird backyard bagger
    text nest neck necks test best knacks mix rest vexed nexus
    bag bat black pack bank bake bike buck beck bark rack hack lack track bad backs bath
    elect collect suspect elephant neglect silent salad object inspect selection
    many men you any minute human venue when you money melon
    hum hone phone foam whom comb hole own dome rome holm roam
    red ready wreath reef lead need rid rude read it greed
    complete delete retreat receipt heat beat repair reap report
    boss cause pose push laws post boys force pass paused plus
    presume consume assume room reason zoom result
    fast foster after master last pastor fester father plaster feature
    lower slow sower solar floor glower shower slope sober slowed
    loud ladder powder lather lorder chowder later leader
    quiet choir quite quarter wider riot squire quieten equator writer
    hemp held hell health kelp whelp helmet shelf hip heap helped held up
    fine fund friend kind behind fend found fin vine fiend line
    go in go off go home go away gone on hold on no one come on grow on
    help him held me helping hell no tell me help you call me heard me
    what can i what did i say what can i see can i say what time is it what you say
    """.split()
)
"""Words that sound like a command. Split at every space: pieces of phrases count as well."""

NEAREST: Final = tuple(
    """
    tree tree tree free key he tea thread trick through knee see
    fork door form fall foe fought ford fort
    dog dog top stock stopped stomp step shop drop stab star
    happy happy cup hop hub pup puff above uh us app upper
    gold goat dough bow goes girl ghost good dog though low
    now not nose note snow low new knee none nope mow toe known
    fine fire hive file fight dive life wife
    egg aid late hate age ape eighty ace aim
    wand run once want win wow wonder wanna warm learn
    dawn town noun done doubt gown dine den bound
    sick sits sex fix mix kick cities sink success
    tooth tool chew shoe who true you tune
    yet yeah yep guess jess less chess yesterday
    heaven given eleven saving second set
    riot ride white rise light bright visual
    lift loft laugh let leaf live wet
    own arm aunt in and bond learn
    often cough loft soft all
    nice mine line night time knife nightly
    toward bird bed house marvin sheila follow cat
    """.split()
)
"""The likeliest to be taken for a command, said far more often than others; repeats count."""

PHRASES: Final = (
    *("go in", "go home", "go away", "hold on", "no one", "come on", "held up"),
    *("help him", "hell no", "tell me", "help you", "call me", "heard me", "what can i do"),
    *("what did i say", "can i say", "what time is it", "not now", "good morning", "thank you"),
    *("excuse me", "all right then", "i see", "oh no", "of course", "no way", "right now"),
    *("one more", "two of us", "up there", "down here", "left over", "next door", "back then"),
    *("at home", "read this", "find out", "on time", "off we go", "four hours", "five minutes"),
    *("i am tired", "turn it over", "my right leg", "stop it now", "yes please", "no thanks"),
)
"""Short phrases that are no command."""

OTHERS: Final = tuple(
    """
    bed bird cat dog follow happy house learn marvin sheila tree visual wow
    apple water music window table chair doctor nurse medicine sleep hungry thirsty cold warm
    mother father sister brother baby daughter son friend family name today tomorrow morning
    evening night week month year hour minute clock time money paper pencil book letter story
    river mountain garden flower forest ocean island summer winter spring autumn weather rain
    thunder cloud sun moon star sky earth fire stone metal glass wood cotton silk leather
    bread butter cheese milk coffee sugar salt pepper chicken fish potato tomato orange banana
    lemon cherry peach grape onion garlic carrot cabbage mushroom soup salad dinner breakfast
    kitchen bathroom bedroom ceiling wall corner mirror pillow blanket curtain carpet lamp
    bottle cup spoon plate bowl knife napkin towel soap brush comb jacket trousers shirt
    sock button pocket zipper ring watch glasses umbrella wallet ticket station train bus car
    bicycle airplane ship bridge road street city village country market school church hospital
    office factory museum theatre cinema library police soldier teacher student engineer lawyer
    farmer painter singer actor dancer king queen prince castle crown sword dragon monster
    angel devil heaven ghost magic dream sleepover laughter whisper shout sing dance jump walk
    swim climb throw catch push pull carry hold drop break build paint draw cut cook wash clean
    buy sell pay give take bring send keep lose win fight love like hate hope fear think
    feel see hear smell taste touch talk speak tell ask answer call listen wait begin finish
    close big small large little tall short long wide narrow thick thin heavy soft hard sharp
    smooth rough wet dry dirty old young early late quick strong weak rich poor busy free full
    empty sweet sour bitter fresh rotten red green blue yellow purple brown grey pink golden
    silver first second third ten eleven twelve thirteen twenty thirty forty fifty hundred
    thousand million half quarter double triple always never sometimes often maybe perhaps
    really very quite almost together alone again still already soon later here there where
    everywhere nobody somebody anything nothing something because although until while during
    under over between among behind beside across along around against without within about
    monday tuesday wednesday thursday friday saturday sunday january april august october
    robert michael jennifer patricia susan william thomas jessica daniel nancy kevin laura
    computer alexa google siri television radio telephone camera battery button volume channel
    mouth tongue throat finger elbow shoulder knee ankle stomach breathing saliva oxygen
    cough sneeze hiccup yawn sigh huh hmm aha ouch oops hey hi bye please sorry thanks okay
    sure fine good bad great nice well cool wrong true false same different better worse best
    wolf tiger lion bear rabbit mouse horse sheep goat donkey turtle snake spider butterfly
    riluzole muscle nerve wheelchair ventilator syringe feeding swallow therapy caregiver
    am is are was were be been does did has have had can could will would shall should may
    the a an this that these those my your his her our their it we they she he me him them
    us what which who whose why how if then than as at by from in into with
    """.split()
)
"""Words that are no command and sound like none."""

SENTENCES: Final = tuple(
    line.strip()
    for line in """
    the boat drifted slowly past the old stone bridge while the children waved
    she could not remember where she had put the letter from her uncle
    every morning he walks his brown dog around the quiet lake behind the school
    we are going to have soup and fresh bread for dinner if you would like some
    it was one of those afternoons when nothing seemed to be worth doing
    the doctor said that the new medicine should be taken with a glass of water
    please tell your brother that his train leaves at half past seven
    there was snow on the roof and the windows were covered with frost
    nobody in the village had ever seen so many birds at the same time
    he opened the door and looked down the long dark corridor
    my grandmother used to say that patience is worth more than gold
    the weather will be cloudy with some rain later in the afternoon
    can you turn the light a little so that i can see the page
    they talked for hours about music and politics and the price of houses
    in the end it was the youngest of them who found the way home
    what do you want to watch on television tonight after the news
    the machine makes a strange noise whenever i put it on the table
    a small crowd had gathered in front of the theatre by eight
    i would rather stay here and read my book until you come back
    the river goes right through the middle of the town and on to the sea
    only four people stayed behind to help clean up the kitchen
    he was not sure whether to laugh or cry when he heard the story
    set an alarm for six in the morning and remind me to call the nurse
    next week we will visit the museum and have lunch by the harbour
    the cat jumped off the wall and disappeared into the tall grass
    if you go straight ahead you will find the station on your left
    it takes no more than five minutes to get there by bicycle
    play some quiet piano music in the living room and dim the lamps
    the teacher repeated the question and waited for somebody to answer
    up on the hill there is an old castle with a broken tower
    """.strip().splitlines()
)
"""Running speech, of which pieces are cut."""


def negatives() -> tuple[str, ...]:
    """Every word or phrase that is no command, each once, in a fixed order."""
    return tuple(
        word for word in dict.fromkeys((*ALIKE, *PHRASES, *OTHERS)) if word not in set(COMMANDS)
    )


def likenesses() -> tuple[str, ...]:
    """The negatives that sound like a command."""
    return tuple(word for word in (*ALIKE, *PHRASES, *(NEAREST * 3)) if word not in set(COMMANDS))
