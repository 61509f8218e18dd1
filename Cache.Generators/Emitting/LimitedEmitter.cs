using Cache.Generators.Models;

namespace Cache.Generators.Emitting;

/// <summary>Writes a method that is limited: its body runs if the limit leaves a permit.</summary>
internal sealed class LimitedEmitter(LimitedMethodModel model)
{
    private readonly MethodModel _method = model.Method;

    private string? ShadowedLimits => model.Source.IsHiddenBy(_method.Parameters) ? $"LimitsOf{_method.Name}" : null;

    public void Emit(SourceWriter writer)
    {
        if (ShadowedLimits is { } property)
            writer.Member($"{Library.GeneratedCode}\nprivate {Library.RateLimits} {property} => {model.Source.Expression};");

        var core = new CoreCall(_method);
        string[] arguments =
        [
            ShadowedLimits ?? model.Source.Expression,
            Key(),
            $"{model.Limit}",
            $"{Library.TimeSpan}.FromMilliseconds({model.Milliseconds}L)",
            core.State(),
            core.Body(),
            _method.Parameters.LastOrDefault(parameter => parameter.Role == ParameterRole.Token)?.Identifier ?? $"default({Library.CancellationToken})",
        ];
        var call = $"{Library.LimitedCall}.RunAsync(\n        {string.Join(",\n        ", arguments)})";
        var returned = _method.Kind == ResultKind.ValueTask ? $"new({call})" : call;
        writer.Member($"{Library.GeneratedCode}\n{Signature.Of(_method)} =>\n    {returned};");
    }

    private string Key()
    {
        if (model.By.Count == 0)
            return $"\"{model.Name}\"";
        var values = Text.Joined(model.By.Select(parameter => parameter.Identifier));
        var types = Text.Joined(model.By.Select(parameter => parameter.Type));
        var isAlone = model.By.Count == 1;
        var appended = string.Join(" ", model.By.Select((parameter, index) => $"text.Append({KeyExpressions.ToField(parameter.Shape!, isAlone ? "value" : $"value.Item{index + 1}")});"));
        var (value, type) = isAlone ? (values, types) : ($"({values})", $"({types})");
        return $"\"{model.Name}:\" + {Library.KeyWriter}.Write({value}, static ({type} value, ref {Library.KeyWriter} text) => {{ {appended} }}, {model.By.Count})";
    }
}
