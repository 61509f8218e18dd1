using Cache.Coherence;

namespace Cache.Dependencies;

/// <summary>Follows what loads and responses of one container read of its caches, so that a change of that reaches what was made of it.</summary>
/// <remarks>
/// The scope is ambient: it flows with the code that a load runs, and ends with the load. It is an instance, as the container's versions are: two containers in one process do not see each other's reads.
/// </remarks>
internal sealed class ReadTracking(Versions versions, int limit)
{
    private readonly AsyncLocal<ReadScope?> _current = new();

    public Versions Versions => versions;

    /// <summary>How many versions one value may be under because of what was read for it, before they are told one by one no more.</summary>
    public int Limit => limit;

    /// <summary>The scope that the current code runs in; null where nobody wants to know.</summary>
    public ReadScope? Current => _current.Value;

    /// <summary>Makes a scope ambient, for the synchronous part of what runs in it; what that awaits keeps it.</summary>
    /// <returns>What was ambient before.</returns>
    public ReadScope? Enter(ReadScope? scope)
    {
        var before = _current.Value;
        _current.Value = scope;
        return before;
    }

    /// <summary>Goes back to the scope that was ambient before.</summary>
    public void Leave(ReadScope? before) => _current.Value = before;

    public ReadScope NewScope() => new(this);
}
