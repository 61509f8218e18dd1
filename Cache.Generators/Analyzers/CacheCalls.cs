using Cache.Generators.Parsing;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace Cache.Generators.Analyzers;

/// <summary>Recognises the members of accessors and of manual caches where they are called. Accessors are generated, so that it is their shape that tells them.</summary>
internal static class CacheCalls
{
    public const string InvalidateWhere = "InvalidateWhereAsync";
    public const string InvalidateMatching = "InvalidateMatchingAsync";
    public const string InvalidateAll = "InvalidateAllAsync";

    private const string Result = "Cache.InvalidationResult";
    private const string Argument = "Cache.CacheArg<T>";

    public static bool IsInvalidation(IMethodSymbol method, string name) =>
        method.Name == name && method.ReturnType is INamedTypeSymbol { TypeArguments: [var result] } && result.Is(Result);

    public static bool IsPartialInvalidation(IMethodSymbol method) =>
        IsInvalidation(method, InvalidateWhere) && method.Parameters.Any(parameter => IsArgument(parameter.Type));

    public static bool IsArgument(ITypeSymbol? type) => type.Is(Argument);

    /// <summary>The name by which a method is called, in <c>x.Name()</c>, <c>x?.Name()</c> and <c>Name()</c>.</summary>
    public static SimpleNameSyntax? NameOf(InvocationExpressionSyntax call) => call.Expression switch
    {
        MemberAccessExpressionSyntax member => member.Name,
        MemberBindingExpressionSyntax member => member.Name,
        SimpleNameSyntax name => name,
        _ => null,
    };
}
