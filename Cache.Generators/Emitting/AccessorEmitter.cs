using Cache.Generators.Models;

namespace Cache.Generators.Emitting;

/// <summary>Writes the accessor of a cached method: a struct with everything that can be done to its entries.</summary>
internal sealed class AccessorEmitter(CachedMethodModel model, MethodNames names)
{
    private readonly List<ParameterModel> _keys = [.. names.Key.Keys];
    private readonly string _token = Text.Unused("cancellationToken", model.Key.Parameters);
    private readonly string _cacheField = Text.Unused("_cache", model.Key.Parameters);
    private readonly string _serviceField = Text.Unused("_service", model.Key.Parameters);

    private string Cache => $"{names.DefinitionInClass}.In({_cacheField})";

    private string TokenParameter => $"{Library.CancellationToken} {_token} = default";

    private string Key => names.Key.New(parameter => parameter.Identifier);

    private string TokenDoc => Docs.Parameter(_token, "Cancels the call.");

    private string InvalidationDocs => Docs.InvalidationToken(_token) + "\n" + Docs.Returns("How far the invalidation has come.");

    public void Emit(SourceWriter writer)
    {
        var service = $"{Library.CallingService}<{model.Container.FullName}>";
        writer.Gap();
        writer.Write(string.Join("\n", new[] { Docs.Summary($"What can be done to the entries of <see cref=\"{model.Method.Cref}\"/>.") }.Concat(Docs.TypeParameters(model.Method))));
        writer.Write(Library.GeneratedCode);
        using (writer.Block($"{model.Method.Accessibility} readonly struct {names.AccessorType}{Text.Where(model.Method.Constraints)}"))
        {
            writer.Write($"private readonly {Library.Cache} {_cacheField};\nprivate readonly {service} {_serviceField};");
            writer.Gap();
            using (writer.Block($"internal {model.Names.AccessorType}({Library.Cache} cache, {service} service)"))
                writer.Write($"{_cacheField} = cache;\n{_serviceField} = service;");

            Invalidate(writer);
            if (_keys.Count > 0)
            {
                InvalidateWhere(writer);
                InvalidateMatching(writer);
            }
            InvalidateAll(writer);
            TryGet(writer);
            Set(writer);
            Refresh(writer);
            Exists(writer);
            TimeToLive(writer);
            Touch(writer);
            Keys(writer);
            KeyText(writer);
        }
    }

    private void Invalidate(SourceWriter writer) => Member(writer,
        "Invalidates the entry of these arguments.", _keys, InvalidationDocs,
        $"{Library.ValueTask}<{Library.InvalidationResult}> InvalidateAsync({Parameters(_keys, TokenParameter)})",
        $"{Cache}.InvalidateAsync({Key}, {_token})");

    private void InvalidateWhere(SourceWriter writer)
    {
        var parameters = Text.Joined(_keys.Select(parameter => $"{Library.CacheArg}<{parameter.Type}> {parameter.Identifier} = default").Concat([TokenParameter]));
        var filter = string.Concat(_keys.Select(parameter => $"\n        .With({parameter.Identifier}, {names.Key.WriteArgument(parameter)})"));
        Member(writer,
            "Invalidates the entries that have the arguments given, whatever the others are. At least one is needed.", _keys, InvalidationDocs,
            $"{Library.ValueTask}<{Library.InvalidationResult}> InvalidateWhereAsync({parameters})",
            $"{Cache}.InvalidateWhereAsync(new {Library.KeyFilter}({_keys.Count}){filter}, {_token})");
    }

    private void InvalidateMatching(SourceWriter writer)
    {
        const string Glob = "/// <param name=\"glob\">The pattern over the arguments' text: <c>*</c> is any run of characters, <c>\\*</c> a star, all else itself.</param>";
        Member(writer,
            "Invalidates the entries whose arguments a glob matches as a whole.", [],
            $"{Glob}\n{Docs.InvalidationToken("cancellationToken")}\n{Docs.Returns("How far the invalidation has come.")}",
            $"{Library.ValueTask}<{Library.InvalidationResult}> InvalidateMatchingAsync(string glob, {Library.CancellationToken} cancellationToken = default)",
            $"{Cache}.InvalidateMatchingAsync(glob, cancellationToken)");
    }

    private void InvalidateAll(SourceWriter writer) => Member(writer,
        "Invalidates the whole cache. The cost does not depend on the number of its entries.", [],
        $"{Docs.InvalidationToken("cancellationToken")}\n{Docs.Returns("How far the invalidation has come.")}",
        $"{Library.ValueTask}<{Library.InvalidationResult}> InvalidateAllAsync({Library.CancellationToken} cancellationToken = default)",
        $"{Cache}.InvalidateAllAsync(cancellationToken)");

    private void TryGet(SourceWriter writer) => Member(writer,
        "Gives the value where the cache holds a live one; loads nothing.", _keys,
        $"{TokenDoc}\n{Docs.Returns("The value, or that there is none.")}",
        $"{Library.ValueTask}<{Library.CacheResult}<{model.Method.ResultType}>> TryGetAsync({Parameters(_keys, TokenParameter)})",
        $"{Cache}.TryGetAsync({Key}, {_token})");

    private void Set(SourceWriter writer)
    {
        var value = Text.Unused("value", model.Key.Parameters);
        var ttl = Text.Unused("ttl", model.Key.Parameters);
        var arguments = Text.Joined(_keys.Select(Signature.Plain).Concat([$"{model.Method.ResultType} {value}"]));
        var valueDoc = Docs.Parameter(value, "The value.");
        Member(writer,
            "Stores a value for the Ttl of the declaration. A load that is under way does not replace it.", _keys,
            $"{valueDoc}\n{TokenDoc}\n{Docs.Returns("A task that ends when the value is stored.")}",
            $"{Library.ValueTask} SetAsync({arguments}, {TokenParameter})",
            $"{Cache}.SetAsync({Key}, {value}, null, {_token})");
        Member(writer,
            "Stores a value for a time of its own. A load that is under way does not replace it.", _keys,
            $"{valueDoc}\n{Docs.Parameter(ttl, "How long it lives: above zero, or infinite.")}\n{TokenDoc}\n{Docs.Returns("A task that ends when the value is stored.")}",
            $"{Library.ValueTask} SetAsync({arguments}, {Library.TimeSpan} {ttl}, {TokenParameter})",
            $"{Cache}.SetAsync({Key}, {value}, {ttl}, {_token})");
    }

    private void Refresh(SourceWriter writer) => Member(writer,
        "Computes the value anew and stores it, whatever the cache holds.", model.Key.Parameters,
        $"{Docs.Parameter(_token, "Cancels this caller's wait only.")}\n{Docs.Returns("The new value.")}",
        $"{Library.ValueTask}<{model.Method.ResultType}> RefreshAsync({Parameters(model.Key.Parameters, TokenParameter)})",
        $"{Cache}.RefreshForAsync({_serviceField}, {names.Key.NewWithIgnored(parameter => parameter.Identifier)}, {_token})");

    private void Exists(SourceWriter writer) => Member(writer,
        "Tells whether the cache holds a live value.", _keys,
        $"{TokenDoc}\n{Docs.Returns("Whether there is one.")}",
        $"{Library.ValueTask}<bool> ExistsAsync({Parameters(_keys, TokenParameter)})",
        $"{Cache}.ExistsAsync({Key}, {_token})");

    private void TimeToLive(SourceWriter writer) => Member(writer,
        "Tells how long the value still lives.", _keys,
        $"{TokenDoc}\n{Docs.Returns("The time; infinite where it does not expire, null where there is no live value.")}",
        $"{Library.ValueTask}<{Library.TimeSpan}?> GetTimeToLiveAsync({Parameters(_keys, TokenParameter)})",
        $"{Cache}.GetTimeToLiveAsync({Key}, {_token})");

    private void Touch(SourceWriter writer)
    {
        var ttl = Text.Unused("ttl", model.Key.Parameters);
        Member(writer,
            "Gives the value that is there a new time to live from now. It never brings back one that has expired or was invalidated.", _keys,
            $"{Docs.Parameter(ttl, "How long it lives: above zero, or infinite.")}\n{TokenDoc}\n{Docs.Returns("Whether there is a live value.")}",
            $"{Library.ValueTask}<bool> TouchAsync({Text.Joined(_keys.Select(Signature.Plain).Concat([$"{Library.TimeSpan} {ttl}", TokenParameter]))})",
            $"{Cache}.TouchAsync({Key}, {ttl}, {_token})");
    }

    private void Keys(SourceWriter writer)
    {
        const string Parameters = """
            /// <param name="glob">The pattern over the arguments' text: <c>*</c> is any run of characters, <c>\*</c> a star, all else itself.</param>
            /// <param name="pageSize">How many keys a page has at most.</param>
            """;
        Member(writer,
            "Lists the keys of live values whose arguments a glob matches, page by page. The cost grows with the keys of the whole cache.", [],
            $"{Parameters}\n{Docs.Parameter("cancellationToken", "Ends the listing.")}\n{Docs.Returns("The pages; on different ones a key may come twice.")}",
            $"{Library.Pages} KeysAsync(string glob = \"*\", int pageSize = 1000, {Library.CancellationToken} cancellationToken = default)",
            $"{Cache}.KeysAsync(glob, pageSize, cancellationToken)");
    }

    private void KeyText(SourceWriter writer) => Member(writer,
        "Gives the text of an entry's key, as the logs, the shared tier and globs show it.", _keys,
        Docs.Returns("<c>namespace:name:argument:argument</c>."),
        $"string Key({Parameters(_keys)})",
        $"{Cache}.Key({Key})");

    private static void Member(SourceWriter writer, string summary, IReadOnlyList<ParameterModel> parameters, string docs, string signature, string body) =>
        writer.Member($"{string.Join("\n", new[] { Docs.Summary(summary) }.Concat(parameters.Select(Docs.Parameter)))}\n{docs}\npublic {signature} =>\n    {body};");

    // a default may only stand where all that follow have one
    private static string Parameters(IReadOnlyList<ParameterModel> parameters, params string[] more)
    {
        var lastRequired = parameters.ToList().FindLastIndex(parameter => parameter.DefaultValue is null);
        return Text.Joined(parameters.Select((parameter, index) => index > lastRequired ? Signature.WithDefault(parameter) : Signature.Plain(parameter)).Concat(more));
    }
}
