using System.Runtime.CompilerServices;
using Microsoft.Extensions.DependencyInjection;

namespace Cache.Tests.Varying;

// what flows with a call: whose it is, and in which language
internal static class Ambient
{
    private static readonly AsyncLocal<string?> s_tenant = new();
    private static readonly AsyncLocal<string?> s_language = new();

    public static string? Tenant
    {
        get => s_tenant.Value;
        set => s_tenant.Value = value;
    }

    public static string? Language
    {
        get => s_language.Value;
        set => s_language.Value = value;
    }

    /// <summary>Makes a call as a tenant; what is ambient here stays as it is.</summary>
    [OverloadResolutionPriority(1)]
    public static async Task<T> AsAsync<T>(string? tenant, Func<Task<T>> call)
    {
        Tenant = tenant;
        return await call();
    }

    /// <summary>Makes a call as a tenant; what is ambient here stays as it is.</summary>
    public static async Task<T> AsAsync<T>(string? tenant, Func<ValueTask<T>> call)
    {
        Tenant = tenant;
        return await call();
    }

    public static void Register(IServiceCollection services) => services.AddSingleton<TenantKey>().AddSingleton<LanguageKey>();
}

internal sealed class TenantKey : ICacheKeyPart
{
    public string Name => "tenant";

    public string? Value => Ambient.Tenant;
}

internal sealed class LanguageKey : ICacheKeyPart
{
    public string Name => "language";

    public string? Value => Ambient.Language;
}
