"""`spend`, asked again: a state that was told stays told when the day's requests are used up."""


def test_not_activated_stays_so_without_more_requests(studio, ask, run):
    for key in list(studio.world.activation):
        studio.control.activation(key, None)
    first = ask("spend")
    sent = studio.control.counts()["ce:GetCostAndUsage"]
    again = ask("spend")
    assert (again.code, again.json) == (1, first.json)
    assert run("spend", "--format", "csv").code == 1
    assert studio.control.counts()["ce:GetCostAndUsage"] == sent


def test_denied_stays_denied_beyond_the_cap_and_is_asked_again_before(studio, ask):
    studio.control.deny(["ce:GetCostAndUsage"])
    told = [ask("spend") for _ in range(5)]
    assert {(one.code, one.json["state"]) for one in told} == {(3, "no-permission")}
    assert told[-1].json["problem"]["code"] == "limit-reached"
    assert studio.control.counts()["ce:GetCostAndUsage"] == 4


def test_a_key_that_is_not_activated_is_not_called_untagged(studio, run):
    studio.control.activation("project", None)
    told = run("spend", "--by", "tag:project")
    assert told.code == 0
    assert "not activated for billing" in told.err
    assert "Not tagged  " not in told.out.split("tag:project")[1]
