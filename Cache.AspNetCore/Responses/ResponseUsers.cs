namespace Cache;

/// <summary>Who may be given a response that was made for another request.</summary>
public enum ResponseUsers
{
    /// <summary>Only requests without a user: those with an <c>Authorization</c> header or an authenticated user are answered by the handler, and their responses are not stored.</summary>
    Anonymous,

    /// <summary>Each authenticated user has responses of their own, and those without a user share theirs. Clients are told <c>private</c>.</summary>
    PerUser,

    /// <summary>Everybody, authenticated or not: for what is the same for all who may see it at all.</summary>
    Everyone,
}
