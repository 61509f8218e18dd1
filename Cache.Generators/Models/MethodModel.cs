namespace Cache.Generators.Models;

internal enum ResultKind
{
    Value,
    Task,
    ValueTask,
}

/// <summary>The signature of a partial method, as its implementing part repeats it.</summary>
/// <param name="Name">Its name, without escape.</param>
/// <param name="Modifiers">Its modifiers, <c>partial</c> among them.</param>
/// <param name="Accessibility">Its accessibility.</param>
/// <param name="ReturnType">Its return type.</param>
/// <param name="Kind">What it returns the result in.</param>
/// <param name="ResultType">The result's type; <c>null</c> for a write without one.</param>
/// <param name="TypeParameters"><c>&lt;T&gt;</c>, or empty.</param>
/// <param name="TypeParameterNames">The names of its type parameters.</param>
/// <param name="Constraints">A <c>where</c> clause each.</param>
/// <param name="OwnConstraints">The same as the declaration has them: an override inherits its own.</param>
/// <param name="Parameters">Its parameters.</param>
/// <param name="Core">The method that is its body.</param>
/// <param name="Cref">How doc comments refer to it.</param>
/// <param name="Doc">Its doc comment.</param>
internal sealed record MethodModel(
    string Name,
    string Modifiers,
    string Accessibility,
    string ReturnType,
    ResultKind Kind,
    string? ResultType,
    string TypeParameters,
    EquatableArray<string> TypeParameterNames,
    EquatableArray<string> Constraints,
    EquatableArray<string> OwnConstraints,
    EquatableArray<ParameterModel> Parameters,
    CoreModel Core,
    string Cref,
    DocModel Doc);

internal enum CoreArgument
{
    /// <summary>The next parameter of the method itself.</summary>
    Parameter,
    Context,
    Token,
}

/// <summary>The method that is the body of a partial method.</summary>
/// <param name="Name">Its name, escaped, with type arguments.</param>
/// <param name="IsStatic">Whether it is static.</param>
/// <param name="Arguments">What its parameters are given, in their order.</param>
internal sealed record CoreModel(string Name, bool IsStatic, EquatableArray<CoreArgument> Arguments);

/// <summary>What a doc comment says, as inner XML with resolved references.</summary>
/// <param name="Summary">The summary, or empty.</param>
/// <param name="Returns">The returns, or empty.</param>
/// <param name="TypeParameters">The typeparam elements, in the order of the type parameters; empty where there is none.</param>
internal sealed record DocModel(string Summary, string Returns, EquatableArray<string> TypeParameters);
