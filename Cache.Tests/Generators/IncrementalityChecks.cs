using System.Collections;
using System.Reflection;
using Cache.Generators;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;

namespace Cache.Tests.Generators;

/// <summary>That nothing is made again: not for the same compilation, and not for one with a change elsewhere.</summary>
internal static class IncrementalityChecks
{
    private const string Unrelated = "namespace Elsewhere; internal static class Unrelated { public static int Answer => 42; }";

    public static void Check(GeneratorDriver driver, CSharpCompilation compilation)
    {
        var first = driver.GetRunResult().Results.Single();
        DemandPlainModels(first);

        var again = driver.RunGenerators(compilation.Clone()).GetRunResult().Results.Single();
        Demand(again, IncrementalStepRunReason.Cached, IncrementalStepRunReason.Unchanged);

        var options = (CSharpParseOptions)compilation.SyntaxTrees[0].Options;
        var changed = compilation.AddSyntaxTrees(CSharpSyntaxTree.ParseText(Unrelated, options, "Unrelated.cs"));
        var after = driver.RunGenerators(changed).GetRunResult().Results.Single();
        Demand(after, IncrementalStepRunReason.Cached, IncrementalStepRunReason.Cached);
    }

    private static void Demand(GeneratorRunResult run, params IncrementalStepRunReason[] allowed)
    {
        foreach (var (name, steps) in run.TrackedSteps.Where(step => CacheSteps.Names.All.Contains(step.Key)))
        {
            // the assembly's name is read from each compilation, and found to be the same
            var reasons = name == CacheSteps.Names.Assembly ? [.. allowed, IncrementalStepRunReason.Unchanged] : allowed;
            foreach (var output in steps.SelectMany(step => step.Outputs))
                Assert.That(output.Reason, Is.AnyOf([.. reasons.Cast<object>()]), $"step {name}");
        }
        foreach (var output in run.TrackedOutputSteps.SelectMany(step => step.Value).SelectMany(step => step.Outputs))
            Assert.That(output.Reason, Is.EqualTo(IncrementalStepRunReason.Cached), "output");
    }

    // a symbol or a syntax node in a model would keep a whole compilation alive, and never be equal to the next
    private static void DemandPlainModels(GeneratorRunResult run)
    {
        foreach (var (name, steps) in run.TrackedSteps.Where(step => CacheSteps.Names.All.Contains(step.Key)))
        {
            foreach (var (value, _) in steps.SelectMany(step => step.Outputs))
                DemandPlain(value, name);
        }
    }

    private static void DemandPlain(object? value, string path)
    {
        if (value is null or string || value.GetType().IsPrimitive || value.GetType().IsEnum)
            return;
        Assert.That(value, Is.Not.InstanceOf<ISymbol>().And.Not.InstanceOf<SyntaxNode>().And.Not.InstanceOf<Location>().And.Not.InstanceOf<Diagnostic>().And.Not.InstanceOf<Compilation>(), path);
        if (value is IEnumerable items)
        {
            foreach (var item in items)
                DemandPlain(item, path + "[]");
            return;
        }
        foreach (var property in value.GetType().GetProperties(BindingFlags.Public | BindingFlags.Instance).Where(property => property.GetIndexParameters().Length == 0))
            DemandPlain(property.GetValue(value), $"{path}.{property.Name}");
    }
}
