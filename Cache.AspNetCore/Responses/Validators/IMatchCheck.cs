namespace Cache.Responses.Validators;

// marks a route whose writes are checked: the attribute, or what the convention adds
internal interface IMatchCheck
{
    /// <summary>Whether it was said of this endpoint and no other, so that a GET of the same route is expected.</summary>
    bool IsOfOneEndpoint { get; }
}
