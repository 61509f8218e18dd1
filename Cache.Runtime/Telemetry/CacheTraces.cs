using System.Diagnostics;

namespace Cache.Telemetry;

/// <summary>The activities of one cache, of the source <c>Cache</c>: its loads, and what its calls ask of the shared tier. Where nobody listens they cost a comparison, and a hit has none.</summary>
/// <remarks>Neither a key nor a value is told, nor the message of an exception, which may hold either; keys are where the application has said so.</remarks>
/// <param name="cache">The cache's name; null for what concerns all of a container.</param>
/// <param name="system">The name of the shared tier's system; null where it has none.</param>
/// <param name="tellsKeys">Whether keys are told.</param>
internal sealed class CacheTraces(string? cache, string? system, bool tellsKeys)
{
    private static readonly ActivitySource s_source = new("Cache", typeof(CacheTraces).Assembly.GetName().Version?.ToString(3));

    /// <summary>Whether anybody listens.</summary>
    public static bool AreWanted => s_source.HasListeners();

    /// <summary>Whether keys are told: their texts are not made else.</summary>
    public bool TellsKeys => tellsKeys;

    public static string ErrorType(Exception failure) => failure.GetType().FullName ?? failure.GetType().Name;

    public static void Fail(Activity? activity, Exception failure) =>
        activity?.SetStatus(ActivityStatusCode.Error).SetTag("error.type", ErrorType(failure));

    /// <summary>A run of a Core method.</summary>
    /// <param name="isBackground">Whether it may go on without the callers that wait for it.</param>
    /// <param name="key">The key; null where keys are not told.</param>
    public Activity? StartLoad(bool isBackground, string? key) =>
        Start("cache.load", ActivityKind.Internal, key)?.SetTag("cache.load.background", isBackground);

    /// <summary>Calls the shared tier for a call of the cache.</summary>
    /// <param name="operation">The activity's name.</param>
    /// <param name="key">The key or what stands for it; null where it is not told.</param>
    /// <param name="state">What the call needs; a closure would be made where nobody listens, too.</param>
    /// <param name="call">Calls.</param>
    /// <param name="outcome">What has come of it.</param>
    public ValueTask<TResult> SharedAsync<TState, TResult>(
        string operation, string? key, TState state, Func<TState, ValueTask<TResult>> call, Func<TResult, string> outcome) =>
        AreWanted ? TraceSharedAsync(operation, key, state, call, outcome) : call(state);

    /// <summary>A call of the shared tier that is more than one method; null where nobody listens. The caller says what has come of it, and ends it.</summary>
    public Activity? StartShared(string operation, string? key) => AreWanted ? Start(operation, ActivityKind.Client, key)?.SetTag("db.system.name", system) : null;

    private async ValueTask<TResult> TraceSharedAsync<TState, TResult>(
        string operation, string? key, TState state, Func<TState, ValueTask<TResult>> call, Func<TResult, string> outcome)
    {
        using var activity = StartShared(operation, key);
        try
        {
            var result = await call(state).ConfigureAwait(false);
            activity?.SetTag("cache.shared.outcome", outcome(result));
            return result;
        }
        catch (Exception failure)
        {
            Fail(activity, failure);
            throw;
        }
    }

    private Activity? Start(string operation, ActivityKind kind, string? key)
    {
        var activity = s_source.StartActivity(operation, kind)?.SetTag("cache.name", cache);
        return tellsKeys ? activity?.SetTag("cache.key", key) : activity;
    }
}

// what has come of a call of the shared tier
internal static class SharedOutcomes
{
    /// <summary>A value was there.</summary>
    public const string Hit = "hit";

    /// <summary>None was: this node loads it, where it was asked for to be loaded.</summary>
    public const string Miss = "miss";

    /// <summary>A value came while this node waited for the load of another.</summary>
    public const string Wait = "wait";

    /// <summary>Of a value that was to be stored: it has been, or the shared tier has refused it, as its key was changed meanwhile.</summary>
    public static string OfWrite(bool isStored) => isStored ? "stored" : "refused";

    public static string OfInvalidation(InvalidationResult result) => result == InvalidationResult.Queued ? "queued" : "applied";
}
