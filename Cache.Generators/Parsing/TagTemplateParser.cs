using System.Text;
using Cache.Generators.Diagnostics;
using Cache.Generators.Models;
using Microsoft.CodeAnalysis;

namespace Cache.Generators.Parsing;

/// <summary>Reads tag templates such as <c>user:{userId}</c> and <c>t:{filter.Tenant}</c> against the parameters of the key.</summary>
internal sealed class TagTemplateParser(KeyModel key, IReadOnlyDictionary<string, ITypeSymbol> types, Compilation compilation, INamedTypeSymbol within)
{
    public EquatableArray<TagModel> Parse(AttributeArguments attribute, ProblemList problems)
    {
        var tags = new List<TagModel>();
        foreach (var (template, location) in attribute.Texts("Tags"))
        {
            if (Parse(template, out var reason) is { } tag)
                tags.Add(tag);
            else
                problems.Add(CacheDiagnostics.TagTemplate, location, template, reason);
        }
        return tags.ToEquatableArray();
    }

    private TagModel? Parse(string template, out string reason)
    {
        reason = "it is empty.";
        if (template.Length == 0)
            return null;

        var parts = new List<TagPart>();
        var literal = new StringBuilder();
        for (var position = 0; position < template.Length; position++)
        {
            var letter = template[position];
            var isDoubled = position + 1 < template.Length && template[position + 1] == letter;
            if (letter is '{' or '}' && isDoubled)
                literal.Append(template[position++]);
            else if (letter == '}')
                return Fail("a '}' has no '{'. Write '}}' for the character itself.", out reason);
            else if (letter != '{')
                literal.Append(letter);
            else
            {
                var end = template.IndexOf('}', position);
                if (end < 0)
                    return Fail("a '{' has no '}'. Write '{{' for the character itself.", out reason);
                if (Place(template.Substring(position + 1, end - position - 1), out reason) is not { } place)
                    return null;
                Flush(literal, parts);
                parts.Add(place);
                position = end;
            }
        }
        Flush(literal, parts);
        return new(template, parts.ToEquatableArray());
    }

    private static void Flush(StringBuilder literal, List<TagPart> parts)
    {
        if (literal.Length > 0)
            parts.Add(new(literal.ToString()));
        literal.Clear();
    }

    private TagPart? Place(string path, out string reason)
    {
        var names = path.Split('.');
        var parameters = key.Parameters.ToList();
        var index = parameters.FindIndex(parameter => parameter.Name == names[0]);
        if (index < 0)
        {
            var known = parameters.Where(parameter => parameter.Role == ParameterRole.Key).Select(parameter => parameter.Name);
            return FailPlace($"there is no key parameter '{names[0]}'. Those are: {string.Join(", ", known)}.", out reason);
        }
        if (parameters[index].Shape is not { } shape)
            return FailPlace($"'{names[0]}' is left out of the key, and would make the tag depend on the first caller.", out reason);

        var end = Follow(new(types[names[0]], shape), names, out reason);
        return end is null ? null : new(end.Path, index);
    }

    // a step on the way: the type, how the key holds it while it does, and the path so far
    private sealed record Step(ITypeSymbol Type, KeyShape? Shape, string Path = "");

    private Step? Follow(Step step, string[] names, out string reason)
    {
        reason = "";
        foreach (var name in names.Skip(1))
        {
            if (Next(step, name, out reason) is not { } next)
                return null;
            step = next;
        }
        if (step.Shape is { Kind: KeyShapeKind.Members or KeyShapeKind.List } || (step.Shape is null && !IsScalar(step.Type)))
        {
            reason = $"{step.Type.InMessage()} has no text of its own. Name one of its members.";
            return null;
        }
        return step with { Path = Plain(step) };
    }

    private Step? Next(Step step, string name, out string reason)
    {
        var type = KeyShapeParser.UnderNullable(step.Type);
        reason = $"'{name}' is no member of {type.InMessage()} that can be read.";
        if (MemberPath.Find(type, name, compilation, within) is not { } memberType)
            return null;
        if (step.Shape is not { Kind: KeyShapeKind.Members } members)
            return new(memberType, null, Plain(step) + (MayBeNull(step) ? "?." : ".") + TypeNames.Escaped(name));

        var member = members.Members.FirstOrDefault(candidate => candidate.Name == TypeNames.Escaped(name));
        if (member is not null)
            return new(memberType, member.Shape, step.Path + (members.IsNullable ? "?." : ".") + member.ElementName);
        reason = $"'{name}' does not belong to the key of {type.InMessage()}. Mark it [CacheKey].";
        return null;
    }

    private static string Plain(Step step) => step.Shape is { Kind: KeyShapeKind.Part } ? step.Path + ".Value" : step.Path;

    private static bool MayBeNull(Step step) => step.Shape?.IsNullable
        ?? (step.Type.IsReferenceType ? step.Type.NullableAnnotation != NullableAnnotation.NotAnnotated : KeyShapeParser.UnderNullable(step.Type) != (object)step.Type);

    private static bool IsScalar(ITypeSymbol type)
    {
        var value = KeyShapeParser.UnderNullable(type);
        return KeyTypes.IsRaw(value) || KeyTypes.IsPart(value) || KeyTypes.IsSpanFormattable(value);
    }

    private static TagModel? Fail(string why, out string reason)
    {
        reason = why;
        return null;
    }

    private static TagPart? FailPlace(string why, out string reason)
    {
        reason = why;
        return null;
    }
}
