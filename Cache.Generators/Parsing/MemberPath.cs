using Microsoft.CodeAnalysis;

namespace Cache.Generators.Parsing;

/// <summary>Members that templates and argument expressions name, as in <c>user.Id</c>.</summary>
internal static class MemberPath
{
    /// <summary>The type of a property or field that can be read, of a type or of what it derives from; or null.</summary>
    public static ITypeSymbol? Find(ITypeSymbol type, string name, Compilation compilation, INamedTypeSymbol within)
    {
        foreach (var declaring in Declaring(type))
        {
            foreach (var member in declaring.GetMembers(name))
            {
                if (!member.IsStatic && compilation.CanRead(member, within) && TypeOf(member) is { } found)
                    return found;
            }
        }
        return null;
    }

    private static ITypeSymbol? TypeOf(ISymbol member) => member switch
    {
        IFieldSymbol field => field.Type,
        IPropertySymbol { IsIndexer: false, GetMethod: not null } property => property.Type,
        _ => null,
    };

    private static IEnumerable<ITypeSymbol> Declaring(ITypeSymbol type)
    {
        for (var current = type; current is not null; current = current.BaseType)
            yield return current;
        var others = type is ITypeParameterSymbol parameter ? parameter.ConstraintTypes.SelectMany(Declaring) : type.AllInterfaces;
        foreach (var other in others)
            yield return other;
    }
}
