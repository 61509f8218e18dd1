using Cache.Connection;

namespace Cache.Tests.Redis;

public sealed class SilenceTests
{
    private ManualTimeProvider _time = null!;
    private Silence _silence = null!;

    [SetUp]
    public void Listen()
    {
        _time = new();
        _silence = new(_time);
    }

    [Test]
    public void It_lasts_from_the_first_command_without_an_answer()
    {
        _time.Advance(TimeSpan.FromHours(1));
        _silence.Begin();
        _time.Advance(Silence.Patience);
        _silence.Begin();
        Assert.That(_silence.IsTooLong, Is.False);

        _time.Advance(TimeSpan.FromMilliseconds(1));

        Assert.That(_silence.IsTooLong, Is.True);
    }

    [Test]
    public void An_answer_ends_it()
    {
        _silence.Begin();
        _time.Advance(2 * Silence.Patience);
        _silence.End();
        Assert.That(_silence.IsTooLong, Is.False);

        _silence.Begin();

        Assert.That(_silence.IsTooLong, Is.False);
    }
}
