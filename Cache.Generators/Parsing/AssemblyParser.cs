using Cache.Generators.Models;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;

namespace Cache.Generators.Parsing;

/// <summary>Reads what the registration needs to know of the compilation.</summary>
internal static class AssemblyParser
{
    public static AssemblyModel Parse(Compilation compilation)
    {
        var assembly = compilation.AssemblyName ?? "";
        return new(
            string.Concat(assembly.Where(SyntaxFacts.IsIdentifierPartCharacter)),
            assembly,
            compilation.GetTypeByMetadataName(KnownNames.ServiceCollection) is not null
                && compilation.GetTypeByMetadataName(KnownNames.ServiceCollectionDescriptorExtensions) is not null);
    }
}
