namespace Cache;

/// <summary>A lock could not be acquired within the time that its caller wanted to wait: another held it.</summary>
public sealed class CacheLockTimeoutException : TimeoutException
{
    /// <summary>Makes one.</summary>
    public CacheLockTimeoutException()
    {
    }

    /// <summary>Makes one.</summary>
    /// <param name="message">What happened, and what to do.</param>
    public CacheLockTimeoutException(string message)
        : base(message)
    {
    }

    /// <summary>Makes one.</summary>
    /// <param name="message">What happened, and what to do.</param>
    /// <param name="innerException">What led to it.</param>
    public CacheLockTimeoutException(string message, Exception innerException)
        : base(message, innerException)
    {
    }

    /// <summary>Makes one.</summary>
    /// <param name="key">What is locked.</param>
    /// <param name="wait">How long its caller has waited.</param>
    public CacheLockTimeoutException(string key, TimeSpan wait)
        : base(wait == TimeSpan.Zero
            ? $"The lock '{key}' is held by another. Give AcquireAsync a wait, or call TryAcquireAsync where that is no error."
            : $"The lock '{key}' could not be acquired within {CacheDuration.Format(wait)}: another holds it. GetHolderAsync tells who. Wait longer, or hold it for a shorter time.")
    {
        Key = key;
        Wait = wait;
    }

    /// <summary>What is locked.</summary>
    public string? Key { get; }

    /// <summary>How long its caller has waited.</summary>
    public TimeSpan Wait { get; }
}
