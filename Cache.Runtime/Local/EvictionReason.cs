namespace Cache.Local;

/// <summary>Why a store took an entry out.</summary>
public enum EvictionReason
{
    /// <summary>The budget was spent.</summary>
    Capacity,

    /// <summary>Its time was over.</summary>
    Expired,
}
