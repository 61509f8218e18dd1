using Cache.Generators.Models;

namespace Cache.Generators.Emitting;

/// <summary>Writes a method that invalidates or puts: its body runs, then its effects on the caches.</summary>
internal sealed class WriteEmitter(WriteMethodModel model)
{
    private readonly MethodModel _method = model.Method;

    private string? ShadowedCache => model.Source.IsHiddenBy(_method.Parameters) ? $"CacheOf{_method.Name}" : null;

    public void Emit(SourceWriter writer)
    {
        if (ShadowedCache is { } property)
            writer.Member($"{Library.GeneratedCode}\nprivate {Library.Cache} {property} => {model.Source.Expression};");

        var puts = model.Effects.Where(effect => effect.IsPut).Select(Effect).ToList();
        var core = new CoreCall(_method);
        var arguments = new List<string> { core.State(), core.Body() };
        if (puts.Count > 0)
            arguments.Add($"[{Text.Joined(puts)}]");
        arguments.AddRange(model.Effects.Where(effect => !effect.IsPut).Select(Effect));

        var call = $"{Library.CacheWrite}.{(puts.Count > 0 ? "PutAsync" : "RunAsync")}(\n        {string.Join(",\n        ", arguments)})";
        var returned = _method.Kind == ResultKind.ValueTask ? $"new({call})" : call;
        writer.Member($"{Library.GeneratedCode}\n{Signature.Of(_method)} =>\n    {returned};");
    }

    private string Effect(WriteEffectModel effect)
    {
        var names = new MethodNames(effect.Target);
        var cache = $"{names.DefinitionInClass}.In({ShadowedCache ?? model.Source.Expression})";
        var arguments = names.Key.Keys.Zip(effect.Arguments, (parameter, argument) => (parameter, argument.Expression)).ToList();
        if (arguments.Exists(argument => argument.Expression is null))
            return $"{cache}.Invalidates(new {Library.KeyFilter}({arguments.Count}){string.Concat(arguments.Select(argument => With(names, argument.parameter, argument.Expression)))})";

        var key = names.Key.New(parameter => arguments.Find(argument => argument.parameter == parameter).Expression!);
        return effect.IsPut ? $"{cache}.Puts({key}){(effect.DiffersInNullability ? "!" : "")}" : $"{cache}.{(effect.IsPartial ? "InvalidatesVariants" : "Invalidates")}({key})";
    }

    private static string With(MethodNames names, ParameterModel parameter, string? expression)
    {
        var argument = expression is null ? $"default({Library.CacheArg}<{parameter.Type}>)" : $"{Library.CacheArg}.Of<{parameter.Type}>({expression})";
        return $"\n            .With({argument}, {names.Key.WriteArgument(parameter)})";
    }
}
