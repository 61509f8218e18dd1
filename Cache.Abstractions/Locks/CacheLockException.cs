namespace Cache;

/// <summary>Nobody knows the state of a lock, because the server that holds it could not be asked. It is thrown rather than guessed.</summary>
public class CacheLockException : Exception
{
    /// <summary>Makes one.</summary>
    public CacheLockException()
    {
    }

    /// <summary>Makes one.</summary>
    /// <param name="message">What happened, and what to do.</param>
    public CacheLockException(string message)
        : base(message)
    {
    }

    /// <summary>Makes one.</summary>
    /// <param name="message">What happened, and what to do.</param>
    /// <param name="innerException">What led to it.</param>
    public CacheLockException(string message, Exception innerException)
        : base(message, innerException)
    {
    }

    /// <summary>Makes one.</summary>
    /// <param name="key">What is locked.</param>
    /// <param name="message">What happened, and what to do.</param>
    /// <param name="innerException">What led to it.</param>
    public CacheLockException(string key, string message, Exception? innerException)
        : base(message, innerException) => Key = key;

    /// <summary>What is locked.</summary>
    public string? Key { get; }
}
