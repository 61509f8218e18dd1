using System.Text.Json.Serialization.Metadata;

namespace Cache.Admin;

/// <summary>One route of the API: what maps it, what runs it, and what the document says of it.</summary>
/// <param name="Method">The HTTP method.</param>
/// <param name="Path">The path below the prefix, in the notation of routes, which is that of OpenAPI too.</param>
/// <param name="Summary">What it does.</param>
/// <param name="Run">Answers a request.</param>
internal sealed record AdminRoute(string Method, string Path, string Summary, Func<AdminApi, AdminCall, Task<AdminAnswer>> Run)
{
    /// <summary>The parameters of the query.</summary>
    public AdminParameter[] Query { get; init; } = [];

    /// <summary>The JSON that it takes; null for none.</summary>
    public JsonTypeInfo? Body { get; init; }

    /// <summary>The JSON that it answers; null where there is none.</summary>
    public JsonTypeInfo? Answer { get; init; }

    /// <summary>The problems that it answers, beside those of every route.</summary>
    public int[] Problems { get; init; } = [];

    /// <summary>Whether it changes something: then it needs the token, and the right to write, and is logged.</summary>
    public bool IsWrite => Method != "GET";
}

/// <summary>A parameter of a query.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Description">What it says, with its default.</param>
/// <param name="IsRequired">Whether it may not be left out.</param>
/// <param name="IsNumber">Whether it is a whole number.</param>
internal sealed record AdminParameter(string Name, string Description, bool IsRequired = false, bool IsNumber = false);

/// <summary>What a route answers: JSON, or nothing.</summary>
internal sealed record AdminAnswer(object? Value, JsonTypeInfo? Type)
{
    public static AdminAnswer Nothing { get; } = new(null, null);

    public static AdminAnswer Of<T>(T value, JsonTypeInfo<T> type)
        where T : notnull => new(value, type);
}
