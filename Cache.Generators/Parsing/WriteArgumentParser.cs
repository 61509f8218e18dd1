using Cache.Generators.Diagnostics;
using Cache.Generators.Models;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;

namespace Cache.Generators.Parsing;

/// <summary>Finds the arguments of a cached method among the parameters of a write, by name or by <c>"userId = user.Id"</c>.</summary>
internal sealed class WriteArgumentParser(IMethodSymbol method, Compilation compilation, ProblemList problems, AttributeArguments attribute)
{
    public EquatableArray<WriteArgument> Parse(IMethodSymbol cached, CachedMethodModel model, bool isPartial)
    {
        var written = Written(model);
        return model.Key.Parameters
            .Where(parameter => parameter.Role == ParameterRole.Key)
            .Select(parameter => Argument(cached, cached.Parameters.First(symbol => symbol.Name == parameter.Name), written, isPartial))
            .ToEquatableArray();
    }

    private sealed record Value(string Text, ITypeSymbol Type, string Expression, Location Location);

    private WriteArgument Argument(IMethodSymbol cached, IParameterSymbol parameter, Dictionary<string, Value?> written, bool isPartial)
    {
        if (!written.TryGetValue(parameter.Name, out var value))
        {
            var own = method.Parameters.FirstOrDefault(candidate => candidate.Name == parameter.Name);
            value = own is null ? null : new(own.Name, own.Type, TypeNames.Escaped(own.Name), attribute.ConstructorLocation);
            if (value is null && !isPartial)
            {
                var isPut = attribute.IsPut ? "" : ", or invalidate more with Match = ArgumentMatch.Partial";
                problems.Add(new CacheProblem(CacheDiagnostics.WriteArgumentMissing, attribute.ConstructorLocation,
                    [method.Name, parameter.Name, parameter.Type.InMessage(), cached.Name, isPut])
                {
                    Properties = [(ProblemProperties.Parameter, parameter.Name), (ProblemProperties.ParameterType, parameter.Type.InCode())],
                });
            }
        }
        if (value is not null && !IsTaken(value.Type, parameter.Type))
            problems.Add(CacheDiagnostics.WriteArgumentType, value.Location, value.Text, value.Type.InMessage(), parameter.Name, cached.Name, parameter.Type.InMessage());
        return new(value?.Expression);
    }

    private bool IsTaken(ITypeSymbol from, ITypeSymbol to)
    {
        if (from.IsReferenceType && from.NullableAnnotation == NullableAnnotation.Annotated && to.NullableAnnotation == NullableAnnotation.NotAnnotated)
            return false;
        var conversion = compilation.ClassifyConversion(from, to);
        return conversion.IsIdentity || (conversion.IsImplicit && (conversion.IsNumeric || conversion.IsNullable || conversion.IsReference));
    }

    // what Arguments says, by the cached method's parameter; null where it cannot be read, which has been said by then
    private Dictionary<string, Value?> Written(CachedMethodModel model)
    {
        var written = new Dictionary<string, Value?>(StringComparer.Ordinal);
        foreach (var (text, location) in attribute.Texts("Arguments"))
        {
            var sides = text.Split('=');
            var name = sides[0].Trim();
            if (sides.Length != 2)
                Fail(text, location, "there is not one '=' in it");
            else if (model.Key.Parameters.All(parameter => parameter.Name != name || parameter.Role != ParameterRole.Key))
                Fail(text, location, $"'{model.Method.Name}' has no key parameter '{name}'");
            else if (written.ContainsKey(name))
                Fail(text, location, $"'{name}' has a value already");
            else
                written[name] = Read(text, sides[1].Trim(), location);
        }
        return written;
    }

    private Value? Read(string text, string path, Location location)
    {
        var names = path.Split('.');
        if (method.Parameters.FirstOrDefault(parameter => parameter.Name == names[0]) is not { } start)
            return Fail(text, location, $"'{method.Name}' has no parameter '{names[0]}'");

        var type = start.Type;
        for (var index = 1; index < names.Length; index++)
        {
            if (type.NullableAnnotation == NullableAnnotation.Annotated)
                return Fail(text, location, $"'{string.Join(".", names.Take(index))}' may be null");
            if (MemberPath.Find(type, names[index], compilation, method.ContainingType) is not { } next)
                return Fail(text, location, $"'{names[index]}' is no member of {type.InMessage()} that can be read");
            type = next;
        }
        return new(path, type, string.Join(".", names.Select(TypeNames.Escaped)), location);
    }

    private Value? Fail(string text, Location location, string reason)
    {
        problems.Add(CacheDiagnostics.WriteArgumentExpression, location, text, reason);
        return null;
    }
}
