namespace Cache.SharedTier;

/// <summary>The shared tier could not be reached, answered too late, or refused. It never comes out of a cached call: the call goes on without that tier.</summary>
public sealed class SharedStoreException : Exception
{
    /// <summary>Makes one.</summary>
    public SharedStoreException()
    {
    }

    /// <summary>Makes one.</summary>
    /// <param name="message">What happened, and what to do.</param>
    public SharedStoreException(string message)
        : base(message)
    {
    }

    /// <summary>Makes one.</summary>
    /// <param name="message">What happened, and what to do.</param>
    /// <param name="innerException">The client's own exception.</param>
    public SharedStoreException(string message, Exception innerException)
        : base(message, innerException)
    {
    }
}
