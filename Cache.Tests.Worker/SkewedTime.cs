namespace Cache.Tests.Worker;

/// <summary>A clock that is wrong by a fixed time: its time of day as well as its timestamps.</summary>
internal sealed class SkewedTime(TimeSpan skew) : TimeProvider
{
    private readonly long _timestamps = (long)(skew.TotalSeconds * System.TimestampFrequency);

    public override DateTimeOffset GetUtcNow() => base.GetUtcNow() + skew;

    public override long GetTimestamp() => base.GetTimestamp() + _timestamps;
}
