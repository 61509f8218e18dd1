using Cache.Generators.Diagnostics;
using Cache.Generators.Models;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace Cache.Generators.Parsing;

/// <summary>Reads what a method returns, and in what.</summary>
internal static class ResultParser
{
    /// <summary>The result of a cached method: a value, or one in a Task or ValueTask.</summary>
    public static (ResultKind Kind, ITypeSymbol? Result) Cached(IMethodSymbol method, ProblemList problems, CancellationToken cancellationToken)
    {
        var (kind, result) = Split(method.ReturnType);
        if (result is { TypeKind: TypeKind.Error } || method.ReturnType.TypeKind == TypeKind.Error)
            problems.Silent = true;
        else if (Objection(method, result) is { } objection)
            problems.Add(CacheDiagnostics.ResultType, Place(method, cancellationToken), method.Name, method.ReturnType.InMessage(), objection);
        return (kind, result);
    }

    /// <summary>The result of a writing method: none or one, in a Task or ValueTask.</summary>
    public static (ResultKind Kind, ITypeSymbol? Result) Write(IMethodSymbol method, ProblemList problems, CancellationToken cancellationToken)
    {
        var (kind, result) = Split(method.ReturnType);
        if (method.ReturnType.TypeKind == TypeKind.Error)
            problems.Silent = true;
        else if (kind == ResultKind.Value || method.ReturnsByRef || method.ReturnsByRefReadonly)
            problems.Add(CacheDiagnostics.WriteResult, Place(method, cancellationToken), method.Name, method.ReturnType.InMessage());
        return (kind, result);
    }

    /// <summary>What a type returns, and in what.</summary>
    public static (ResultKind Kind, ITypeSymbol? Result) Split(ITypeSymbol type)
    {
        if (type.Is(KnownNames.TaskOf))
            return (ResultKind.Task, ((INamedTypeSymbol)type).TypeArguments[0]);
        if (type.Is(KnownNames.ValueTaskOf))
            return (ResultKind.ValueTask, ((INamedTypeSymbol)type).TypeArguments[0]);
        if (type.Is(KnownNames.Task))
            return (ResultKind.Task, null);
        return type.Is(KnownNames.ValueTask) ? (ResultKind.ValueTask, null) : (ResultKind.Value, type);
    }

    private static string? Objection(IMethodSymbol method, ITypeSymbol? result) => result switch
    {
        _ when method.ReturnsByRef || method.ReturnsByRefReadonly => "is a reference to a variable, which an entry cannot hold",
        null or { SpecialType: SpecialType.System_Void } => "has no value to cache",
        IPointerTypeSymbol or IFunctionPointerTypeSymbol => "is a pointer, which an entry cannot hold",
        { IsRefLikeType: true } or ITypeParameterSymbol { AllowsRefLikeType: true } => "may be a ref struct, which an entry cannot hold",
        _ when result.Is(KnownNames.AsyncEnumerable) => "can be read once only",
        _ when result.Is(KnownNames.Task) || result.Is(KnownNames.TaskOf) || result.Is(KnownNames.ValueTask) || result.Is(KnownNames.ValueTaskOf) => "holds another task",
        _ => null,
    };

    /// <summary>Where a method says what it returns.</summary>
    public static Location Place(IMethodSymbol method, CancellationToken cancellationToken) =>
        method.DeclaringSyntaxReferences.FirstOrDefault()?.GetSyntax(cancellationToken) is MethodDeclarationSyntax syntax
            ? syntax.ReturnType.GetLocation()
            : Location.None;
}
