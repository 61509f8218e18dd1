namespace Cache.Locks;

/// <summary>One request for a lock.</summary>
/// <param name="Key">What is locked, as the caller says it.</param>
/// <param name="Name">The same, as the store has it.</param>
/// <param name="Owner">For whom.</param>
/// <param name="Id">Names this very request.</param>
/// <param name="Ttl">For how long, in whole milliseconds.</param>
internal sealed record LockRequest(string Key, string Name, string Owner, string Id, TimeSpan Ttl)
{
    /// <summary>A text that no other has.</summary>
    public static string NewId() => Guid.NewGuid().ToString("N");
}
