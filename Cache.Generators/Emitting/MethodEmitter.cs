using Cache.Generators.Models;

namespace Cache.Generators.Emitting;

/// <summary>Writes what belongs to a cached method: the definition, the key, the wrapper, the accessor.</summary>
internal sealed class MethodEmitter(CachedMethodModel model)
{
    private readonly MethodModel _method = model.Method;
    private readonly MethodNames _names = new(model);

    public void Emit(SourceWriter writer)
    {
        if (_names.IsGeneric)
            Holder(writer);
        else
        {
            Definition(writer, "private", model.Names.Definition);
            Key(writer, "private");
        }
        ShadowedCache(writer);
        Wrapper(writer);
        AccessorMember(writer);
        new AccessorEmitter(model, _names).Emit(writer);
    }

    // a generic method has a definition for each list of type arguments: the static field of a generic class
    private void Holder(SourceWriter writer)
    {
        writer.Gap();
        writer.Write(Library.GeneratedCode);
        using (writer.Block($"private static class {model.Names.Definition}{_method.TypeParameters}{Text.Where(_method.Constraints)}"))
        {
            Definition(writer, "internal", "Definition");
            Key(writer, "internal");
        }
    }

    private void Definition(SourceWriter writer, string accessibility, string name)
    {
        var use = _names.KeyWithin;
        var typeParameters = model.Container.Type.TypeParameterNames.Concat(_method.TypeParameterNames);
        var settings = DefinitionEmitter.Settings(model.Policy, model.Key, use, model.Declaration, typeParameters).ToList();
        if (_method.Kind == ResultKind.Value)
            settings.Add("IsSynchronous = true");
        if (_method.Kind == ResultKind.Task)
            settings.Add("ReturnsTask = true");
        if (_method.Core.Arguments.Contains(CoreArgument.Context))
            settings.Add("TakesContext = true");
        settings.Add($"Load = {Load(use)}");
        if (SizeEmitter.Lambda(model.Key, use, model.Size) is { } size)
            settings.Add($"Size = {size}");
        settings.AddRange(WarmEmitter.Settings(model.Warm, use));
        var type = $"{Library.CacheDefinition}<{model.Container.FullName}, {use.Type}, {_method.ResultType}>";
        DefinitionEmitter.Field(writer, accessibility, type, name, settings);
    }

    private void Key(SourceWriter writer, string accessibility)
    {
        if (model.Key.IsStruct)
            new KeyStructEmitter(model.Key, model.Names.Key, accessibility).Emit(writer);
    }

    private string Load(KeyUse use)
    {
        var own = new Queue<ParameterModel>(model.Key.Parameters);
        var core = _method.Core;
        var arguments = Text.Joined(core.Arguments.Select(argument => argument switch
        {
            CoreArgument.Parameter => use.Argument(own.Dequeue()),
            CoreArgument.Context => "context",
            _ => "cancellationToken",
        }));
        var call = $"{(core.IsStatic ? "" : "service.")}{core.Name}({arguments})";
        string Name(string name, bool isUsed) => isUsed ? name : "_";
        var parameters = Text.Joined(
        [
            Name("service", !core.IsStatic),
            Name("key", !model.Key.IsEmpty),
            Name("context", core.Arguments.Contains(CoreArgument.Context)),
            Name("cancellationToken", core.Arguments.Contains(CoreArgument.Token)),
        ]);
        return $"static ({parameters}) => {(_method.Kind == ResultKind.ValueTask ? call : $"new({call})")}";
    }

    // a parameter of the method may bear the name of the constructor's
    private void ShadowedCache(SourceWriter writer)
    {
        if (_names.ShadowedCache is { } property)
            writer.Member($"{Library.GeneratedCode}\nprivate {Library.Cache} {property} => {model.Source.Expression};");
    }

    private void Wrapper(SourceWriter writer)
    {
        var token = _method.Parameters.LastOrDefault(parameter => parameter.Role == ParameterRole.Token);
        var key = _names.Key.NewWithIgnored(parameter => parameter.Identifier);
        var arguments = Text.Joined(new[] { "this", key }.Concat(token is null ? [] : [token.Identifier]));
        var call = _method.Kind switch
        {
            ResultKind.Task => "GetTask",
            ResultKind.ValueTask => "GetValueTask",
            _ => "GetValue",
        };
        writer.Member($"{Library.GeneratedCode}\n{Signature.Of(_method)} =>\n    {_names.DefinitionInClass}.In({_names.CacheInMethod}).{call}({arguments});");
    }

    private void AccessorMember(SourceWriter writer)
    {
        var parameters = _names.IsGeneric ? $"{_method.TypeParameters}(){Text.Where(_method.Constraints)}" : "";
        writer.Gap();
        writer.Write(Docs.Accessor(model, _method.Cref));
        writer.Write($"{Library.GeneratedCode}\n{_method.Accessibility} {_names.AccessorType} {model.Names.Accessor}{parameters} => new({model.Source.Expression}, new(this));");
    }
}
