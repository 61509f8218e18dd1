namespace Cache.Connection;

/// <summary>The server has answered, with an error.</summary>
internal sealed class RedisRefusedException(RedisRefusal refusal, string message, Exception inner) : Exception(message, inner)
{
    public RedisRefusal Refusal { get; } = refusal;
}

internal enum RedisRefusal
{
    Other,

    /// <summary>maxmemory is reached and nothing may be evicted.</summary>
    OutOfMemory,

    /// <summary>The server is a replica, or has too few of them to take writes.</summary>
    ReadOnly,

    /// <summary>The key holds another kind of data, such as a list.</summary>
    WrongType,
}
