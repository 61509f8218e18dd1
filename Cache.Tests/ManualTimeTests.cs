namespace Cache.Tests;

public class ManualTimeTests
{
    private readonly ManualTimeProvider _time = new();
    private readonly List<string> _fired = [];

    [SetUp]
    public void Forget() => _fired.Clear();

    [Test]
    public void An_advance_fires_what_is_due_once_and_in_order_at_the_final_time()
    {
        using var second = Timer("second", TimeSpan.FromSeconds(2), Timeout.InfiniteTimeSpan);
        using var every = Timer("every", TimeSpan.FromSeconds(1), TimeSpan.FromSeconds(1));
        using var late = Timer("late", TimeSpan.FromSeconds(11), Timeout.InfiniteTimeSpan);
        var start = _time.GetUtcNow();

        _time.Advance(TimeSpan.FromSeconds(10));

        Assert.That(_fired, Is.EqualTo(["every", "second"]));
        Assert.That(_time.GetUtcNow() - start, Is.EqualTo(TimeSpan.FromSeconds(10)));
        _time.Advance(TimeSpan.FromSeconds(1));
        Assert.That(_fired, Is.EqualTo(["every", "second", "every", "late"]));
    }

    [Test]
    public void A_timer_that_was_disposed_or_moved_does_not_fire()
    {
        var gone = Timer("gone", TimeSpan.FromSeconds(2), Timeout.InfiniteTimeSpan);
        using var first = _time.CreateTimer(_ => gone.Dispose(), null, TimeSpan.FromSeconds(1), Timeout.InfiniteTimeSpan);
        using var moved = Timer("moved", TimeSpan.FromSeconds(1), Timeout.InfiniteTimeSpan);
        moved.Change(TimeSpan.FromSeconds(5), Timeout.InfiniteTimeSpan);

        _time.Advance(TimeSpan.FromSeconds(3));

        Assert.That(_fired, Is.Empty);
        Assert.That(gone.Change(TimeSpan.Zero, TimeSpan.Zero), Is.False);
    }

    [Test]
    public async Task A_delay_ends_when_its_time_has_come()
    {
        var delay = Task.Delay(TimeSpan.FromMinutes(1), _time);

        _time.Advance(TimeSpan.FromSeconds(59));
        Assert.That(delay.IsCompleted, Is.False);

        _time.Advance(TimeSpan.FromSeconds(1));
        await delay.WaitAsync(TimeSpan.FromSeconds(10));
    }

    private ITimer Timer(string name, TimeSpan due, TimeSpan period) => _time.CreateTimer(_ => _fired.Add(name), null, due, period);
}
