"""Orders always arrive; of sound only the newest."""

from assistant.listening.mailbox import Mailbox


def emptied(mailbox: Mailbox[str]) -> list[str]:
    found = []
    while (item := mailbox.get(timeout_s=0)) is not None:
        found.append(item)
    return found


def test_all_comes_out_in_the_order_in_which_it_was_left() -> None:
    mailbox = Mailbox[str](3)
    mailbox.put_sound("a")
    mailbox.put("order")
    mailbox.put_sound("b")
    assert emptied(mailbox) == ["a", "order", "b"]
    assert mailbox.lost() == 0


def test_when_nobody_fetches_the_oldest_sound_goes_and_no_order() -> None:
    mailbox = Mailbox[str](2)
    for number in range(5):
        mailbox.put(f"order {number}")
        mailbox.put_sound(f"sound {number}")
    left = emptied(mailbox)
    assert [item for item in left if item.startswith("order")] == [f"order {n}" for n in range(5)]
    assert [item for item in left if item.startswith("sound")] == ["sound 3", "sound 4"]
    assert mailbox.lost() == 3
    assert mailbox.lost() == 0
