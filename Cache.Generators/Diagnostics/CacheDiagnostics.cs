using Microsoft.CodeAnalysis;

namespace Cache.Generators.Diagnostics;

/// <summary>Every mistake that is found at compile time: one descriptor each. An id never changes its meaning; docs/diagnostics has a page for each.</summary>
internal static class CacheDiagnostics
{
    // declarations: CACHE001 to CACHE019

    public static readonly DiagnosticDescriptor MemberNotPartial = Error("CACHE001", "A cached member is partial",
        "'{0}' has a cache attribute but is not partial. Declare it partial, without a body; the body is a method of its own.");

    public static readonly DiagnosticDescriptor TypeNotPartial = Error("CACHE002", "A type with cached members is partial",
        "'{0}' holds '{1}' and must be declared partial");

    public static readonly DiagnosticDescriptor TypeUnsupported = Error("CACHE003", "A type that cannot hold cached members",
        "'{0}' is {1} and cannot hold cached members. Declare them in a class, a struct or a record.");

    public static readonly DiagnosticDescriptor AlreadyImplemented = Error("CACHE004", "A cached member has no body of its own",
        "'{0}' has a body, which is what the generator writes. Move the body to a method called '{1}'.");

    public static readonly DiagnosticDescriptor StaticMember = Error("CACHE005", "A cached member is not static",
        "'{0}' is static: it has no instance to find its ICache in. Make it an instance member.");

    public static readonly DiagnosticDescriptor CoreMissing = Error("CACHE006", "A cached method has a Core method",
        "'{0}' needs its body in a method called '{1}', and there is none. Write: {2}.");

    public static readonly DiagnosticDescriptor CoreSignature = Error("CACHE007", "The Core method has the signature of its method",
        "'{0}' cannot be the body of '{1}'. Write it as: {2}.");

    public static readonly DiagnosticDescriptor NoCache = Error("CACHE008", "A type with cached members has an ICache",
        "'{0}' has no ICache. Give it a constructor parameter, a field or a property of type Cache.ICache (not nullable, not static).");

    public static readonly DiagnosticDescriptor SeveralCaches = Error("CACHE009", "A type with cached members has one ICache",
        "'{0}' has several of type ICache ({1}) and the generator cannot choose. Leave one.");

    public static readonly DiagnosticDescriptor ResultType = Error("CACHE010", "A result that cannot be cached",
        "'{0}' returns {1}, which {2}. A cached method returns a value, a Task<T> or a ValueTask<T>.");

    public static readonly DiagnosticDescriptor ParameterKind = Error("CACHE011", "A parameter that cannot be handed on",
        "The parameter '{0}' of '{1}' is {2}, which cannot be kept while the body runs. Pass it by value.");

    public static readonly DiagnosticDescriptor ManualProperty = Error("CACHE012", "A manual cache is a get-only ICache<TKey, TValue>",
        "'{0}' is to be a manual cache: declare it as 'partial ICache<TKey, TValue> {0} {{ get; }}'");

    public static readonly DiagnosticDescriptor ContextParameter = Error("CACHE013", "CacheContext is a parameter of the Core method",
        "CacheContext is handed to the Core method, after the parameters of '{0}' and before the CancellationToken; {1}");

    public static readonly DiagnosticDescriptor CacheAndWrite = Error("CACHE014", "A method is cached or it writes",
        "'{0}' cannot be cached and write at once. Leave [Cache] or {1}.");

    public static readonly DiagnosticDescriptor MutableResult = Information("CACHE015", "Every caller gets the same object",
        "'{0}' hands every caller the {1} that the cache holds, and it can be changed: {2}. Do not change it, return a type that cannot be changed, or set Copy = true.");

    public static readonly DiagnosticDescriptor AttributePlace = Error("CACHE016", "A cache attribute on what cannot be cached",
        "[{0}] does nothing on {1}. Put it on a partial method{2} of a class, a struct or a record.");

    public static readonly DiagnosticDescriptor OverridesCached = Error("CACHE017", "A cached method is not overridden by another",
        "'{0}' overrides '{1}', which is cached too: they would be two caches, and what invalidates the one would leave the other as it is. Leave [Cache] off the override, or override the Core method of '{1}' instead.");

    // keys: CACHE020 to CACHE029

    public static readonly DiagnosticDescriptor UnstableKeyType = Error("CACHE020", "A key type without stable text",
        "'{0}' of type {1} cannot be part of a key: {2}. Mark what tells its values apart with [CacheKey], or the parameter with [CacheKeyIgnore].");

    public static readonly DiagnosticDescriptor AllParametersIgnored = Error("CACHE021", "Every parameter is left out of the key",
        "Every parameter of '{0}' is marked [CacheKeyIgnore]: all calls would share one entry. Leave at least one in the key.");

    // names: CACHE030 to CACHE039

    public static readonly DiagnosticDescriptor BadName = Error("CACHE030", "A cache name is letters, digits, '.', '_' and '-'",
        "'{0}' is not a cache name. Use letters A to Z, digits, '.', '_' and '-'.");

    public static readonly DiagnosticDescriptor DuplicateName = Error("CACHE031", "A cache name is unique",
        "The cache name '{0}' is used by '{1}' too. Each cache needs a name of its own.", WellKnownDiagnosticTags.CompilationEnd);

    public static readonly DiagnosticDescriptor OverloadWithoutName = Error("CACHE032", "Overloads of a cached method have names",
        "Another cached method gives the accessor of '{0}' the same name, as overloads do. Give each a name: [Cache(Name = \"...\")].");

    public static readonly DiagnosticDescriptor GeneratedNameCollision = Error("CACHE033", "A generated name is taken",
        "The generated code of '{0}' declares '{1}', which '{2}' has already. Rename one; [Cache] on an overload takes its names from Name.");

    // policy: CACHE040 to CACHE049

    public static readonly DiagnosticDescriptor BadDuration = Error("CACHE040", "A duration that cannot be read",
        "'{0}' is no duration for {1}. Write whole numbers with d, h, m, s and ms, from the largest to the smallest, as \"500ms\", \"5m\", \"1h30m\", \"7d\"{2}.");

    public static readonly DiagnosticDescriptor DurationNotPositive = Error("CACHE041", "A duration is above zero",
        "{0} must be above zero, but is '{1}'");

    public static readonly DiagnosticDescriptor JitterTooLarge = Error("CACHE042", "Jitter is below Ttl",
        "Jitter '{0}' must be below Ttl '{1}': it is the most by which an entry expires early");

    public static readonly DiagnosticDescriptor JitterWithoutExpiry = Error("CACHE043", "Jitter without expiry",
        "Jitter has no meaning where Ttl is 'never'. Remove it, or give a Ttl.");

    public static readonly DiagnosticDescriptor TagTemplate = Error("CACHE044", "A tag template that cannot be filled",
        "The tag '{0}' cannot be filled: {1}");

    public static readonly DiagnosticDescriptor GroupName = Error("CACHE045", "A group is one of several key parameters",
        "'{0}' cannot be a group of '{1}': {2}");

    public static readonly DiagnosticDescriptor NotForManualCache = Error("CACHE046", "A setting that a manual cache has no use for",
        "{0} has no meaning on the manual cache '{1}', which has no method behind it. Remove it.");

    public static readonly DiagnosticDescriptor LocalTtlTooLong = Error("CACHE047", "LocalTtl is at most Ttl",
        "LocalTtl '{0}' must be at most Ttl '{1}': no entry lives longer in memory than it lives at all");

    public static readonly DiagnosticDescriptor TimeoutTooLong = Error("CACHE048", "Timeout is below HardTimeout",
        "Timeout '{0}' must be below HardTimeout '{1}': a load that is given up by then answers nobody later");

    public static readonly DiagnosticDescriptor VaryByType = Error("CACHE049", "What keys vary by is an ICacheKeyPart",
        "The keys of '{1}' cannot vary by '{0}': {2}. Name a class that implements ICacheKeyPart, as VaryBy = typeof(TenantKey), or several in a tuple, as typeof((TenantKey, CultureKey)).");

    // writes: CACHE050 to CACHE059

    public static readonly DiagnosticDescriptor WriteTargetMissing = Error("CACHE050", "The cached method of a write is not there",
        "'{0}' names no cached method of '{1}'. Name a method of this type that is marked [Cache], with nameof, or its cache by Cache = \"name\".");

    public static readonly DiagnosticDescriptor WriteTargetAmbiguous = Error("CACHE051", "The cached method of a write is overloaded",
        "'{0}' is cached in several overloads. Choose one by its name: Cache = \"{1}\".");

    public static readonly DiagnosticDescriptor WriteArgumentMissing = Error("CACHE052", "An argument of the cached method is missing",
        "'{0}' has no parameter '{1}' of type {2}, which is part of the key of '{3}'. Add it, write Arguments = [\"{1} = ...\"]{4}.");

    public static readonly DiagnosticDescriptor WriteArgumentType = Error("CACHE053", "An argument of the cached method has another type",
        "'{0}' is {1}, but '{2}' of '{3}' is {4}. Give it that type, or another value with Arguments = [\"{2} = ...\"].");

    public static readonly DiagnosticDescriptor WriteArgumentExpression = Error("CACHE054", "An argument that cannot be read",
        "'{0}' is no argument: {1}. Write \"parameter of the cached method = parameter of this method\", with members after it as in \"userId = user.Id\".");

    public static readonly DiagnosticDescriptor WriteResult = Error("CACHE055", "A write is asynchronous",
        "'{0}' returns {1}. A method that invalidates or puts returns Task, Task<T>, ValueTask or ValueTask<T>.");

    public static readonly DiagnosticDescriptor PutResult = Error("CACHE056", "The result that is put is the cached one",
        "'{0}' returns {1}, but the cache of '{2}' holds {3}. Return that, or mark the method [CacheInvalidate].");

    public static readonly DiagnosticDescriptor WriteTypeParameters = Error("CACHE057", "The write of a generic cache has its type parameters",
        "'{0}' is generic. '{1}' needs type parameters of the same names, with the same constraints.");

    // calls: CACHE060 to CACHE069

    public static readonly DiagnosticDescriptor WhereWithoutArgument = Error("CACHE060", "A partial invalidation names an argument",
        "InvalidateWhereAsync without an argument would invalidate the whole cache. Name an argument, or call InvalidateAllAsync.");

    public static readonly DiagnosticDescriptor UnconvertedArgument = Error("CACHE061", "An argument that C# does not convert is wrapped",
        "C# converts {0} to no CacheArg<{1}>. Write {2}.");

    public static readonly DiagnosticDescriptor EmptyGlob = Error("CACHE062", "A glob is not empty",
        "An empty glob is refused when the call is made. Write a pattern such as \"acme:*\", or call InvalidateAllAsync.");

    public static readonly DiagnosticDescriptor NoKeyToMatch = Error("CACHE063", "A cache without key parameters has no keys to choose from",
        "'{0}' caches one value, because its method has no key parameter: {1} has nothing to choose from. Call InvalidateAllAsync.");

    // warm-up: CACHE070 to CACHE079

    public static readonly DiagnosticDescriptor WarmWithoutRows = Error("CACHE070", "A cache with key parameters is warmed with arguments",
        "'{0}' has key parameters ({1}), so [CacheWarm] has to say which entries. Write their arguments, or name a method that yields them with Source = nameof(...).");

    public static readonly DiagnosticDescriptor WarmArguments = Error("CACHE071", "The arguments of a warmed entry are those of the method's key",
        "{0}. [CacheWarm] takes the key arguments of '{1}' in their order: {2}.");

    public static readonly DiagnosticDescriptor WarmSource = Error("CACHE072", "A source of the warm-up yields the arguments of the method's key",
        "'{0}' cannot be the source of '{1}': {2}. Name a method of the same class without parameters but for a CancellationToken, which returns IEnumerable<{3}>, IAsyncEnumerable of it, or a Task or ValueTask of the former.");

    public static readonly DiagnosticDescriptor WarmPlace = Error("CACHE073", "What is warmed is a cached method",
        "[CacheWarm] does nothing on {0}. Put it beside the [Cache] of a cached method.");

    public static readonly DiagnosticDescriptor WarmUnreachable = Error("CACHE074", "A cache that cannot be warmed",
        "'{0}' cannot be warmed, because {1}. Remove [CacheWarm], and warm it by calling it.");

    // many keys: CACHE080 to CACHE089

    public static readonly DiagnosticDescriptor ManyTargetMissing = Error("CACHE080", "The cached method of many keys is not there",
        "'{0}' names no cached method of '{1}'. Name a method of this type that is marked [Cache], with nameof, or its cache by Cache = \"name\".");

    public static readonly DiagnosticDescriptor ManyTargetAmbiguous = Error("CACHE081", "The cached method of many keys is overloaded",
        "'{0}' is cached in several overloads. Choose one by its name: Cache = \"{1}\".");

    public static readonly DiagnosticDescriptor ManyTarget = Error("CACHE082", "A cached method whose keys cannot be asked for together",
        "'{0}' cannot be asked for many keys at once: {1}. The cached method and the one over many keys return Task or ValueTask, are not generic, and have a key parameter.");

    public static readonly DiagnosticDescriptor ManyResult = Error("CACHE083", "A method over many keys returns a dictionary",
        "'{0}' returns {1}. A method over the keys of '{2}' returns Task<IReadOnlyDictionary<{3}, {4}>>, or ValueTask of it.");

    public static readonly DiagnosticDescriptor ManyParameters = Error("CACHE084", "A method over many keys has the parameters of the cached one",
        "'{0}' cannot take keys of '{1}': {2}. Its parameters are those of '{1}', one of the key as a list: {3}.");

    public static readonly DiagnosticDescriptor ManyBatchSize = Error("CACHE085", "A batch has room for a key",
        "BatchSize must be above zero, but is {0}. Leave it out where the Core method takes any number of keys.");

    public static readonly DiagnosticDescriptor ManyAndOther = Error("CACHE086", "A method over many keys is nothing else",
        "'{0}' asks for many keys and cannot be {1} as well. Leave one of the two.");

    // policy, continued: CACHE090 to CACHE099

    public static readonly DiagnosticDescriptor SlidingTtlTooLong = Error("CACHE090", "SlidingTtl is below Ttl",
        "SlidingTtl '{0}' must be below Ttl '{1}', which ends an entry however often it is read");

    public static readonly DiagnosticDescriptor RefreshAheadRange = Error("CACHE091", "RefreshAhead is from 0 to 100",
        "RefreshAhead must be from 0, which is off, to 100, but is '{0}'. Write 1, and more to refresh earlier.");

    public static readonly DiagnosticDescriptor KeepWarmArgument = Error("CACHE092", "KeepWarm has the arguments of the key alone",
        "KeepWarm loads without a caller, and so has no argument for '{0}', which is left out of the key. Inject what it stands for, or remove KeepWarm.");

    // rate limits: CACHE100 to CACHE109

    public static readonly DiagnosticDescriptor RateLimitSource = Error("CACHE100", "A type with limited methods has an ICacheRateLimits",
        "'{0}' has {1}. [RateLimit] takes permits of the one ICacheRateLimits of its type: a constructor parameter, a field or a property (not nullable, not static).");

    public static readonly DiagnosticDescriptor RateLimitNumber = Error("CACHE101", "A limit is a number of calls",
        "The limit of '{0}' is {1}. Write how many calls a window may have, from 1 to 1000000.");

    public static readonly DiagnosticDescriptor RateLimitWindow = Error("CACHE102", "The window of a limit is a length of time",
        "The window '{0}' of '{1}' is no length of time from 10ms to 31d. Write it as \"10s\", \"1m\" or \"1h30m\".");

    public static readonly DiagnosticDescriptor RateLimitBy = Error("CACHE103", "A limit is by parameters that can be told apart",
        "'{0}' cannot be limited by '{1}': {2}");

    public static readonly DiagnosticDescriptor RateLimitAndOther = Error("CACHE104", "A limited method is nothing else",
        "'{0}' is limited and cannot be {1} as well. Let one of two methods call the other.");

    public static readonly DiagnosticDescriptor RateLimitResult = Error("CACHE105", "A limited method is asynchronous",
        "'{0}' returns {1}. A method that is limited returns Task, Task<T>, ValueTask or ValueTask<T>.");

    private static DiagnosticDescriptor Error(string id, string title, string message, params string[] tags) =>
        Rule(id, title, message, DiagnosticSeverity.Error, tags);

    private static DiagnosticDescriptor Information(string id, string title, string message) =>
        Rule(id, title, message, DiagnosticSeverity.Info);

    private static DiagnosticDescriptor Rule(string id, string title, string message, DiagnosticSeverity severity, params string[] tags) => new(
        id, title, message, "Cache", severity, isEnabledByDefault: true, helpLinkUri: $"https://github.com/cache-dotnet/cache/blob/main/docs/diagnostics/{id}.md", customTags: tags);
}
