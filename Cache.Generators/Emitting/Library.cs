namespace Cache.Generators.Emitting;

/// <summary>The names of the library and the platform as generated code writes them.</summary>
internal static class Library
{
    public const string Cache = "global::Cache.ICache";
    public const string CacheArg = "global::Cache.CacheArg";
    public const string CacheResult = "global::Cache.CacheResult";
    public const string InvalidationResult = "global::Cache.InvalidationResult";
    public const string RateLimits = "global::Cache.ICacheRateLimits";
    public const string Services = "global::Cache.CompilerServices";
    public const string CacheDefinition = Services + ".CacheDefinition";
    public const string OpenCacheDefinition = Services + ".OpenCacheDefinition";
    public const string ManualCacheDefinition = Services + ".ManualCacheDefinition";
    public const string CallingService = Services + ".CallingService";
    public const string CacheWrite = Services + ".CacheWrite";
    public const string KeyFilter = Services + ".KeyFilter";
    public const string KeyHash = Services + ".KeyHash";
    public const string KeyList = Services + ".KeyList";
    public const string KeyPart = Services + ".KeyPart";
    public const string KeyWriter = Services + ".KeyWriter";
    public const string LimitedCall = Services + ".LimitedCall";
    public const string ManyDefinition = Services + ".ManyDefinition";
    public const string NoKey = Services + ".NoKey";
    public const string ObjectSize = Services + ".ObjectSize";
    public const string TypeText = Services + ".TypeText";
    public const string WarmRows = Services + ".WarmRows";
    public const string CancellationToken = "global::System.Threading.CancellationToken";
    public const string ValueTask = "global::System.Threading.Tasks.ValueTask";
    public const string Pages = "global::System.Collections.Generic.IAsyncEnumerable<global::System.Collections.Generic.IReadOnlyList<global::Cache.CachedKey>>";
    public const string TimeSpan = "global::System.TimeSpan";

    public static readonly string GeneratedCode =
        $"[global::System.CodeDom.Compiler.GeneratedCode(\"{Parsing.KnownNames.Tool}\", \"{typeof(Library).Assembly.GetName().Version}\")]";

    public const string NotBrowsable = "[global::System.ComponentModel.EditorBrowsable(global::System.ComponentModel.EditorBrowsableState.Never)]";
}
