using Cache.Tests.Engine;
using Cache.Tests.SharedTier;

namespace Cache.Tests.Coherence.Interleaving;

/// <summary>What a node believes of versions when messages come late, or nothing comes at all.</summary>
public class VersionsInDoubtTests
{
    private static readonly PageKey s_key = new("a", 1);
    private static readonly SharedOptions s_options = new();

    [Test]
    public async Task A_late_message_of_an_earlier_move_brings_nothing_back()
    {
        var time = new ManualTimeProvider();
        var server = new DrivenServer(time) { Messages = Messages.Held };
        await using var here = new DrivenNode(server, time, s_options, hasMemory: true, takesContext: false);
        await using var there = new DrivenNode(server, time, s_options, hasMemory: true, takesContext: false);

        await there.Pages.InvalidateAllAsync();
        await there.Pages.GetValueTask(static (_, _, _) => new(1L), s_key);
        await here.Pages.InvalidateAllAsync();
        server.Deliver();

        Assert.That(await here.Pages.GetValueTask(static (_, _, _) => new(2L), s_key), Is.EqualTo(2));
    }

    [Test]
    public async Task Nothing_is_served_for_a_second_window_by_a_version_that_was_known_in_the_first()
    {
        var time = new ManualTimeProvider();
        var server = new DrivenServer(time) { Messages = Messages.Lost };
        await using var here = new DrivenNode(server, time, s_options, hasMemory: true, takesContext: false);
        await using var there = new DrivenNode(server, time, s_options, hasMemory: true, takesContext: false);
        await here.Pages.GetValueTask(static (_, _, _) => new(1L), s_key);
        var silent = new TaskCompletionSource();
        server.Before = command => command == "lanes" ? silent.Task : Task.CompletedTask;

        await there.Pages.InvalidateAllAsync();
        Pass(s_options.CoherenceWindow - TimeSpan.FromMilliseconds(15));
        // memory has been dropped by now, and whatever comes in is served for another window
        await here.Pages.GetValueTask(static (_, _, _) => new(2L), s_key);
        Pass(TimeSpan.FromMilliseconds(500));

        var served = await here.Pages.GetValueTask(static (_, _, _) => new(3L), s_key);
        silent.SetResult();
        Assert.That(served, Is.EqualTo(2));

        void Pass(TimeSpan by)
        {
            for (var passed = TimeSpan.Zero; passed < by; passed += TimeSpan.FromMilliseconds(15))
                time.Advance(TimeSpan.FromMilliseconds(15));
        }
    }
}
