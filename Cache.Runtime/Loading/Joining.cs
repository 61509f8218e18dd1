namespace Cache.Loading;

// whether a caller that comes now may have the value of a flight
internal enum Joining
{
    No,
    Yes,

    /// <summary>Unless its load names a tag that has moved since it began, which nobody can tell before it ends.</summary>
    Provisionally,
}
