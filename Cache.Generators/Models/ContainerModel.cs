namespace Cache.Generators.Models;

/// <summary>The type that declares cached members, with the types around it.</summary>
/// <param name="Namespace">The namespace as C# writes it; empty for the global one.</param>
/// <param name="Outer">The types around it, outermost first.</param>
/// <param name="Type">The type itself.</param>
/// <param name="FullName">How any code may name it: <c>global::Shop.Outer.Repository&lt;T&gt;</c>.</param>
/// <param name="DisplayName">How a person names it: <c>Shop.Outer.Repository</c>.</param>
/// <param name="HintName">The name of its generated file, without the ending.</param>
/// <param name="IsReachable">Whether all code of the assembly may name it.</param>
internal sealed record ContainerModel(
    string Namespace,
    EquatableArray<TypeDeclaration> Outer,
    TypeDeclaration Type,
    string FullName,
    string DisplayName,
    string HintName,
    bool IsReachable);

/// <summary>One type declaration.</summary>
/// <param name="Keyword"><c>class</c>, <c>struct</c>, <c>record</c>, <c>record struct</c>, <c>interface</c>.</param>
/// <param name="Name">Its name, without type parameters and without escape.</param>
/// <param name="TypeParameters"><c>&lt;T&gt;</c>, or empty.</param>
/// <param name="TypeParameterNames">The names of its type parameters.</param>
/// <param name="Constraints">A <c>where</c> clause each.</param>
/// <param name="Accessibility"><c>public</c>, <c>internal</c> and so on.</param>
internal sealed record TypeDeclaration(
    string Keyword,
    string Name,
    string TypeParameters,
    EquatableArray<string> TypeParameterNames,
    EquatableArray<string> Constraints,
    string Accessibility);
