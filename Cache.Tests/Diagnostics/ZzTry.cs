using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.CSharp;
namespace Cache.Tests.Diagnostics;
public class ZzTry
{
    [Test, Explicit]
    public async Task Bless()
    {
        var all = new Dictionary<string, string>();
        foreach (var d in DiagnosticPageTests.Descriptors)
        {
            var found = await Analysis.AnalyzeAsync(DiagnosticPage.Of(d.Id).Wrong);
            all[d.Id] = found.Length == 0 ? "NONE" : found[0].Text();
        }
        File.WriteAllText("/tmp/work_diag/msgs.json", System.Text.Json.JsonSerializer.Serialize(all));
    }
    [Test, Explicit]
    public async Task Mist()
    {
        var all = new Dictionary<string, string>();
        foreach (var m in Mistake.AtCompileTime) all[m.Title] = string.Join("\n", (await Analysis.AnalyzeAsync(m.Code)).Select(Analysis.Text));
        File.WriteAllText("/tmp/work_diag/mmsgs.json", System.Text.Json.JsonSerializer.Serialize(all));
    }
    [Test, Explicit]
    public void Try()
    {
        var c = Analysis.Compile("""
        public partial class Orders(ICache cache)
        {
            [Cache]
            public partial Task<int> CountAsync(string tenant, IReadOnlyList<int> years);

            private Task<int> CountCoreAsync(string tenant, IReadOnlyList<int> years) => Task.FromResult(years.Count);
        }

        public class Admin(Orders orders)
        {
            public async Task ResetAsync(IReadOnlyList<int> list, CancellationToken stop)
            {
                await orders.CountCache.InvalidateWhereAsync(years: [1]);
                await orders.CountCache.InvalidateWhereAsync(years: new[] { 1 });
                await orders.CountCache.InvalidateWhereAsync(years: null);
                await orders.CountCache.InvalidateWhereAsync(default, cancellationToken: stop);
            }
        }
        """);
        var w = new StringWriter();
        foreach (var x in c.GetDiagnostics().Where(x => x.Severity >= DiagnosticSeverity.Warning)) w.WriteLine(x.ToString());
        var tree = c.SyntaxTrees.ElementAt(1);
        var m = c.GetSemanticModel(tree);
        foreach (var call in tree.GetRoot().DescendantNodes().OfType<InvocationExpressionSyntax>())
        {
            var op = m.GetOperation(call);
            w.WriteLine(call + " sym=" + m.GetSymbolInfo(call).Symbol + " cand=" + m.GetSymbolInfo(call).CandidateSymbols.Length + " " + m.GetSymbolInfo(call).CandidateReason);
            if (op is Microsoft.CodeAnalysis.Operations.IInvocationOperation i) foreach (var a in i.Arguments) w.WriteLine("   " + a.Parameter + " " + a.ArgumentKind + " " + a.Value.Kind + " " + a.Value.Syntax);
        }
        File.WriteAllText("/tmp/work_diag/try.txt", w.ToString());
    }
}
