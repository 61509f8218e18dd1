using Cache.Coherence;
using Cache.SharedTier;

namespace Cache.Tests.Coherence;

public sealed class LaneTrackerTests
{
    private const int Lane = 7;
    private const long Start = 100;
    private static readonly long s_patience = LaneTracker.Patience.Ticks;

    private LaneTracker _lanes = null!;

    [SetUp]
    public void StartAllLanes()
    {
        _lanes = new(LaneTracker.Patience);
        _lanes.Start(All(Start));
    }

    [Test]
    public void Nothing_is_complete_before_the_first_reading()
    {
        var lanes = new LaneTracker(LaneTracker.Patience);
        lanes.Hear(Lane, 5, 0);

        Assert.That(lanes.IsComplete, Is.False);
        Assert.That(lanes.TakeGaps(long.MaxValue - 1), Is.Empty);
    }

    [Test]
    public void Messages_in_order_leave_the_lane_complete()
    {
        for (var message = 1; message <= 3; message++)
            _lanes.Hear(Lane, Start + message, 0);

        Assert.That(_lanes.IsComplete, Is.True);
        Assert.That(_lanes.Heard[Lane], Is.EqualTo(Start + 3));
    }

    [Test]
    public void Messages_out_of_order_are_held_until_the_missing_ones_come()
    {
        _lanes.Hear(Lane, Start + 3, 0);
        _lanes.Hear(Lane, Start + 2, 0);
        Assert.That(_lanes.IsComplete, Is.False);
        Assert.That(_lanes.Heard[Lane], Is.EqualTo(Start));

        _lanes.Hear(Lane, Start + 1, 0);

        Assert.That(_lanes.IsComplete, Is.True);
        Assert.That(_lanes.Heard[Lane], Is.EqualTo(Start + 3));
        Assert.That(_lanes.TakeGaps(2 * s_patience), Is.Empty);
    }

    [Test]
    public void A_message_that_comes_twice_counts_once()
    {
        _lanes.Hear(Lane, Start + 1, 0);
        _lanes.Hear(Lane, Start + 1, 0);
        _lanes.Hear(Lane, Start, 0);

        Assert.That(_lanes.Heard[Lane], Is.EqualTo(Start + 1));
        Assert.That(_lanes.IsComplete, Is.True);
    }

    [Test]
    public void A_message_that_stays_missing_is_a_gap_of_its_lane_after_fifty_milliseconds_and_no_sooner()
    {
        _lanes.Hear(Lane, Start + 2, 0);

        Assert.That(_lanes.TakeGaps(TimeSpan.FromMilliseconds(49).Ticks), Is.Empty);
        Assert.That(_lanes.TakeGaps(TimeSpan.FromMilliseconds(50).Ticks), Is.EqualTo(new[] { Lane }));
        Assert.That(_lanes.IsComplete, Is.True, "what the lane protects has been dropped");
        Assert.That(_lanes.TakeGaps(10 * s_patience), Is.Empty, "told once");
    }

    [Test]
    public void Messages_that_come_meanwhile_do_not_put_the_gap_off()
    {
        _lanes.Hear(Lane, Start + 2, 0);
        _lanes.Hear(Lane, Start + 3, s_patience - 1);

        Assert.That(_lanes.TakeGaps(s_patience), Is.EqualTo(new[] { Lane }));
        Assert.That(_lanes.Heard[Lane], Is.EqualTo(Start + 3));
    }

    [Test]
    public void A_reading_beyond_what_was_heard_is_a_promise_of_messages()
    {
        Assert.That(_lanes.Read(Ahead(2), All(Start), 0), Is.True);
        Assert.That(_lanes.IsComplete, Is.False);

        _lanes.Hear(Lane, Start + 1, 0);
        _lanes.Hear(Lane, Start + 2, 0);

        Assert.That(_lanes.IsComplete, Is.True);
    }

    [Test]
    public void A_promise_that_no_message_keeps_is_a_gap()
    {
        _lanes.Read(Ahead(1), All(Start), 0);

        Assert.That(_lanes.TakeGaps(s_patience - 1), Is.Empty);
        Assert.That(_lanes.TakeGaps(s_patience), Is.EqualTo(new[] { Lane }));
        Assert.That(_lanes.IsComplete, Is.True);
    }

    [Test]
    public void A_reading_that_messages_have_overtaken_is_believed()
    {
        var heard = _lanes.Heard;
        _lanes.Hear(Lane, Start + 1, 0);

        Assert.That(_lanes.Read(All(Start), heard, 0), Is.True);
        Assert.That(_lanes.IsComplete, Is.True);
    }

    [Test]
    public void A_reading_below_what_was_heard_before_it_was_asked_for_is_not_believed()
    {
        _lanes.Hear(Lane, Start + 1, 0);

        Assert.That(_lanes.Read(All(Start), _lanes.Heard, 0), Is.False);
    }

    private static long[] All(long sequence) => [.. Enumerable.Repeat(sequence, Lanes.Total)];

    private static long[] Ahead(long by)
    {
        var sequences = All(Start);
        sequences[Lane] += by;
        return sequences;
    }
}
