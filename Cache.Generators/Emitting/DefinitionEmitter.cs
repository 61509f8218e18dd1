using Cache.Generators.Models;

namespace Cache.Generators.Emitting;

/// <summary>Writes what a definition says of name, policy and key, which is alike for methods and manual caches.</summary>
internal static class DefinitionEmitter
{
    /// <summary>The settings of a definition, one a line. What the attribute does not say is left to other layers of the policy.</summary>
    public static IEnumerable<string> Settings(PolicyModel policy, KeyModel key, KeyUse use, string declaration, IEnumerable<string> typeParameters)
    {
        foreach (var setting in Identity(policy, key, declaration))
            yield return setting;
        if (typeParameters.Any())
            yield return $"TypeArguments = {Library.TypeText}.Of({Text.Joined(typeParameters.Select(parameter => $"typeof({parameter})"))})";
        foreach (var setting in Policy(policy))
            yield return setting;
        if (policy.Copy)
            yield return "Copy = true";
        if (policy.Groups.Count > 0)
            yield return $"Groups = [{Text.Joined(policy.Groups.Select(position => position.ToString(System.Globalization.CultureInfo.InvariantCulture)))}]";
        yield return $"WriteKey = {use.WriteKey}";
        if (KeyStructEmitter.HasKeep(key))
            yield return "Keep = static key => key.Keep()";
        if (policy.Tags.Count > 0)
        {
            var reads = policy.Tags.Any(tag => tag.Parts.Any(part => part.Parameter >= 0));
            yield return $"TagTemplates = [{Text.Joined(policy.Tags.Select(tag => Text.Literal(tag.Written)))}]";
            yield return $"Tags = static {(reads ? "key" : "_")} => [{Text.Joined(policy.Tags.Select(tag => Text.Tag(tag, use.Place)))}]";
        }
    }

    /// <summary>The settings of what stands for a definition that cannot be named: what there is to know of the cache before it is used.</summary>
    public static string Open(PolicyModel policy, KeyModel key, string declaration, bool isSynchronous) =>
        Text.Joined(Identity(policy, key, declaration).Concat(Policy(policy)).Concat(isSynchronous ? ["IsSynchronous = true"] : []));

    private static IEnumerable<string> Identity(PolicyModel policy, KeyModel key, string declaration)
    {
        yield return $"Name = {Text.Literal(policy.Name)}";
        yield return $"Declaration = {Text.Literal(declaration)}";
        yield return $"Parameters = [{Text.Joined(key.Parameters.Where(parameter => parameter.Role == ParameterRole.Key).Select(parameter => Text.Literal(parameter.Name)))}]";
    }

    private static IEnumerable<string> Policy(PolicyModel policy)
    {
        if (policy.Ttl is not null)
            yield return $"Ttl = {Text.Literal(policy.Ttl)}";
        if (policy.Jitter is not null)
            yield return $"Jitter = {Text.Literal(policy.Jitter)}";
        if (policy.LocalTtl is not null)
            yield return $"LocalTtl = {Text.Literal(policy.LocalTtl)}";
        if (policy.Upkeep.SlidingTtl is not null)
            yield return $"SlidingTtl = {Text.Literal(policy.Upkeep.SlidingTtl)}";
        if (policy.Upkeep.RefreshAhead is { } ahead)
            yield return $"RefreshAhead = {Text.Literal(ahead)}";
        if (policy.Upkeep.KeepWarm is not null)
            yield return $"KeepWarm = {Text.Literal(policy.Upkeep.KeepWarm)}";
        foreach (var (setting, duration) in Durations(policy.Failure))
            yield return $"{setting} = {Text.Literal(duration)}";
        if (policy.CacheNull is { } cacheNull)
            yield return $"CacheNull = {Text.Literal(cacheNull)}";
        if (policy.Enabled is { } enabled)
            yield return $"Enabled = {Text.Literal(enabled)}";
        if (policy.Sensitive is { } sensitive)
            yield return $"Sensitive = {Text.Literal(sensitive)}";
        if (policy.VaryBy.Count > 0)
            yield return $"VaryBy = [{Text.Joined(policy.VaryBy.Select(type => $"typeof({type})"))}]";
        if (!policy.VaryByDefaults)
            yield return "VaryByDefaults = false";
    }

    private static IEnumerable<(string Setting, string Duration)> Durations(FailurePolicyModel failure)
    {
        (string Setting, string? Duration)[] all =
        [
            ("FailSafe", failure.FailSafe), ("FailSafeBackoff", failure.FailSafeBackoff), ("Timeout", failure.Timeout),
            ("HardTimeout", failure.HardTimeout), ("CacheErrorsFor", failure.CacheErrorsFor),
        ];
        return all.Where(setting => setting.Duration is not null).Select(setting => (setting.Setting, setting.Duration!));
    }

    /// <summary>Writes the field of a definition.</summary>
    public static void Field(SourceWriter writer, string modifiers, string type, string name, IEnumerable<string> settings)
    {
        writer.Gap();
        writer.Write(Library.GeneratedCode);
        using (writer.Block($"{modifiers} static readonly {type} {name} = new()", "};"))
        {
            foreach (var setting in settings)
                writer.Write(setting + ",");
        }
    }
}
