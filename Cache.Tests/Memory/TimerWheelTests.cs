using Cache.Local;
using Cache.Time;

namespace Cache.Tests.Memory;

public class TimerWheelTests
{
    private static readonly FakeTable s_table = new(new LocalStore(new(1, InBytes: false), new(new Dictionary<Type, Delegate>()), new(new ManualTimeProvider())));

    [TestCase(1)]
    [TestCase(2)]
    [TestCase(3)]
    public void Whatever_the_times_every_entry_is_due_after_its_end_and_within_the_precision(int seed)
    {
        var random = new Random(seed);
        var wheel = new TimerWheel();
        var held = new HashSet<LocalEntry>();
        var now = 0L;
        for (var round = 0; round < 2_000; round++)
        {
            for (var i = random.Next(20); i > 0; i--)
                held.Add(Added(wheel, now + Duration(random)));
            if (held.Count > 0 && random.Next(3) == 0)
                Removed(wheel, held);
            now += random.Next(4) == 0 ? Duration(random) : random.NextInt64(TimerWheel.Precision);

            foreach (var entry in AllDue(wheel, now))
            {
                Assert.That(entry.ExpiresAt, Is.LessThanOrEqualTo(now));
                Assert.That(held.Remove(entry), Is.True);
            }
            Assert.That(held, Has.None.Matches<LocalEntry>(entry => entry!.ExpiresAt <= now - TimerWheel.Precision));
        }
    }

    [Test]
    public void Work_may_stop_after_any_step_and_go_on_later()
    {
        var wheel = new TimerWheel();
        var end = TimeSpan.FromDays(3).Ticks;
        for (var i = 0; i < 100; i++)
            Added(wheel, end + i);

        var taken = 0;
        for (var rounds = 0; taken < 100; rounds++)
        {
            var steps = 1;
            if (wheel.TakeDue(end + TimerWheel.Precision, ref steps) is not null)
                taken++;
            // an entry moves down through six levels at most before it is due
            Assert.That(rounds, Is.LessThan(700));
            if (rounds == 50)
                Added(wheel, end - TimeSpan.FromDays(1).Ticks);
        }
        Assert.That(AllDue(wheel, end + TimerWheel.Precision).Count, Is.EqualTo(1));
    }

    [Test]
    public void A_century_without_entries_is_passed_in_one_step()
    {
        var wheel = new TimerWheel();
        var century = TimeSpan.FromDays(36_500).Ticks;
        var entry = Added(wheel, century);
        var never = Added(wheel, CoarseClock.Never);

        var steps = 8;
        Assert.That(wheel.TakeDue(century + TimerWheel.Precision, ref steps), Is.SameAs(entry));
        Assert.That(wheel.TakeDue(CoarseClock.Never, ref steps), Is.Null);
        Assert.That(never.Links.WheelSlot, Is.Zero);
    }

    private static FakeEntry Added(TimerWheel wheel, long expiresAt)
    {
        var entry = new FakeEntry(s_table, 0, 0, expiresAt);
        wheel.Add(entry);
        return entry;
    }

    private static void Removed(TimerWheel wheel, HashSet<LocalEntry> held)
    {
        var entry = held.First();
        held.Remove(entry);
        wheel.Remove(entry);
        wheel.Remove(entry);
    }

    private static List<LocalEntry> AllDue(TimerWheel wheel, long now)
    {
        var due = new List<LocalEntry>();
        var steps = int.MaxValue;
        while (wheel.TakeDue(now, ref steps) is { } entry)
            due.Add(entry);
        return due;
    }

    // from milliseconds to years, each magnitude as likely as the next
    private static long Duration(Random random) => (long)(TimeSpan.TicksPerMillisecond * Math.Pow(10, random.NextDouble() * 11));
}
