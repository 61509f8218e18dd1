using Cache.Coherence;

namespace Cache.Tests.Coherence;

public sealed class LandingsTests
{
    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(10);

    [Test]
    public async Task All_who_wait_for_a_key_are_woken_and_nobody_else()
    {
        var landings = new Landings();
        var (first, second, other) = (landings.Next("app:users:1"), landings.Next("app:users:1"), landings.Next("app:users:2"));

        landings.Wake("app:users:1");

        await Task.WhenAll(first, second).WaitAsync(s_patience);
        Assert.That(other.IsCompleted, Is.False);
    }

    [Test]
    public void Who_comes_after_a_landing_waits_for_the_next()
    {
        var landings = new Landings();
        _ = landings.Next("app:users:1");
        landings.Wake("app:users:1");

        Assert.That(landings.Next("app:users:1").IsCompleted, Is.False);
    }

    [Test]
    public void A_landing_for_which_nobody_waits_is_not_remembered()
    {
        var landings = new Landings();

        landings.Wake("app:users:1");

        Assert.That(landings.Next("app:users:1").IsCompleted, Is.False);
    }

    [Test]
    public async Task A_place_that_was_taken_before_the_landing_is_woken_however_late_it_is_waited_for()
    {
        var landings = new Landings();
        var place = landings.Next("app:users:1");
        landings.Wake("app:users:1");
        landings.Wake("app:users:1");

        await place.WaitAsync(s_patience);
        Assert.That(place.IsCompletedSuccessfully, Is.True);
    }
}
