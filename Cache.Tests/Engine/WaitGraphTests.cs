using Cache.Loading;

namespace Cache.Tests.Engine;

public class WaitGraphTests
{
    [Test]
    public void A_wait_that_closes_a_circle_is_refused_however_long_the_circle_is()
    {
        var loads = Enumerable.Range(0, 100_000).Select(static i => new Load($"{i}")).ToArray();
        for (var i = 1; i < loads.Length; i++)
            WaitGraph.Wait(loads[i - 1], loads[i]);

        Assert.That(() => WaitGraph.Wait(loads[^1], loads[0]), Throws.InvalidOperationException.With.Message.Contains("'99999'").And.Message.Contains("'0'"));
        WaitGraph.Done(loads[500], loads[501]);
        Assert.That(() => WaitGraph.Wait(loads[^1], loads[0]), Throws.Nothing);
    }

    [Test]
    public void One_that_waits_twice_for_another_waits_until_both_waits_have_ended()
    {
        var (one, two) = (new Load("one"), new Load("two"));
        WaitGraph.Wait(one, two);
        WaitGraph.Wait(one, two);

        WaitGraph.Done(one, two);
        Assert.That(() => WaitGraph.Wait(two, one), Throws.InvalidOperationException);
        WaitGraph.Done(one, two);
        Assert.That(() => WaitGraph.Wait(two, one), Throws.Nothing);
    }

    [Test]
    public void A_load_that_is_over_waits_for_nobody_whatever_it_has_left_behind()
    {
        var (one, over, leftBehind) = (new Load("one"), new Load("over"), new Load("left behind"));
        WaitGraph.Wait(one, over);
        WaitGraph.Wait(over, leftBehind);
        over.End();

        Assert.That(() => WaitGraph.Wait(leftBehind, one), Throws.Nothing);
    }

    private sealed class Load(string key) : FlightBase
    {
        private bool _isOver;

        public override bool IsOver => _isOver;

        public override string KeyText => key;

        public void End() => _isOver = true;
    }
}
