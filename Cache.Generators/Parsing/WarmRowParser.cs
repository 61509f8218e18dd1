using Cache.Generators.Diagnostics;
using Cache.Generators.Models;
using Microsoft.CodeAnalysis;

namespace Cache.Generators.Parsing;

/// <summary>Reads the arguments of a [CacheWarm]: those of one entry.</summary>
internal sealed class WarmRowParser(IMethodSymbol method, WarmKey key, Compilation compilation, ProblemList problems)
{
    public EquatableArray<string>? Parse(AttributeData attribute, AttributeArguments place)
    {
        var values = Values(attribute);
        if (values.Count == 0 && key.Required > 0)
        {
            problems.Add(CacheDiagnostics.WarmWithoutRows, place.Location, method.Name, key.InMessage);
            return null;
        }
        if (values.Count < key.Required || values.Count > key.Parameters.Count)
        {
            var wanted = key.Required == key.Parameters.Count ? $"{key.Required}" : $"{key.Required} to {key.Parameters.Count}";
            Refuse(place.Location, $"There {(values.Count == 1 ? "is 1 argument" : $"are {values.Count} arguments")} and not {wanted}");
            return null;
        }

        var literals = values.Zip(key.Parameters, (value, parameter) => WarmConstant.InCode(value, parameter.Symbol.Type, compilation)).ToList();
        for (var index = 0; index < literals.Count; index++)
        {
            if (literals[index] is null)
                Refuse(place.LocationOfConstructorArgument(index), $"{WarmConstant.InMessage(values[index])} is no {key.Parameters[index].Symbol.Type.InMessage()}, which '{key.Parameters[index].Symbol.Name}' is");
        }
        return literals.Contains(null) ? null : key.Filled(literals!);
    }

    private void Refuse(Location location, string objection) => problems.Add(CacheDiagnostics.WarmArguments, location, objection, method.Name, key.Parameters.Count == 0 ? "none" : key.InMessage);

    // a lone null is taken by C# for the array itself
    private static IReadOnlyList<TypedConstant?> Values(AttributeData attribute) => attribute.ConstructorArguments switch
    {
        [{ IsNull: true }] => [null],
        [{ Kind: TypedConstantKind.Array } row] => [.. row.Values.Select(value => (TypedConstant?)value)],
        _ => [],
    };
}
