using Cache.Generators.Models;

namespace Cache.Generators.Emitting;

/// <summary>How the generated members of a cached method name each other.</summary>
internal sealed class MethodNames(CachedMethodModel model)
{
    public bool IsGeneric => model.Method.TypeParameters.Length > 0;

    /// <summary>The definition, from within the class.</summary>
    public string DefinitionInClass => IsGeneric ? $"{model.Names.Definition}{model.Method.TypeParameters}.Definition" : model.Names.Definition;

    /// <summary>The key, from within the class.</summary>
    public KeyUse Key => new(model.Key, IsGeneric ? $"{model.Names.Definition}{model.Method.TypeParameters}.{model.Names.Key}" : model.Names.Key);

    /// <summary>The key, from where the definition stands.</summary>
    public KeyUse KeyWithin => new(model.Key, model.Names.Key);

    /// <summary>The accessor's type, from within the class.</summary>
    public string AccessorType => model.Names.AccessorType + model.Method.TypeParameters;

    /// <summary>The property that stands for the constructor's parameter where a parameter of the method hides it.</summary>
    public string? ShadowedCache => model.Source.IsHiddenBy(model.Method.Parameters) ? $"{model.Names.Accessor}Source" : null;

    /// <summary>The ICache, from within the method.</summary>
    public string CacheInMethod => ShadowedCache ?? model.Source.Expression;
}
