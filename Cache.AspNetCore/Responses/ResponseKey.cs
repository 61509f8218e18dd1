namespace Cache.Responses;

/// <summary>The key of a response, and the tags that it will have, which ride along: an invalidation of one of them is to reach the load too.</summary>
internal readonly record struct ResponseKey(string Text, string[] Tags)
{
    public bool Equals(ResponseKey other) => Text == other.Text;

    public override int GetHashCode() => Text.GetHashCode(StringComparison.Ordinal);
}
