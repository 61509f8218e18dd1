using Cache;
using Cities;
using Cities.Data;

var builder = WebApplication.CreateBuilder(args);
var file = builder.Configuration["Cities:Database"] ?? Path.Combine(AppContext.BaseDirectory, "cities.db");
CityDatabase database;
try
{
    database = await CityDatabase.OpenAsync(file);
}
catch (Exception failure) when (failure is IOException or InvalidDataException)
{
    await Console.Error.WriteLineAsync($"{failure.Message} The setting Cities:Database names the file.");
    return 1;
}

builder.Services.AddSingleton(database);
builder.Services.AddScoped<RequestDatabase>();
builder.Services.AddScoped<CityService>();
builder.Services.AddScoped<VisitHistory>();
builder.Services.AddProblemDetails();

// the cache, in two lines: the providers, of which the setting Cache:Provider picks, and what the generator found in this assembly
builder.Services.AddCache(builder.Configuration.GetSection("Cache")).AddMemory().AddRedis().AddHttpResponses().AddAdmin();
builder.Services.AddCitiesCaches();
builder.Services.AddRateLimiter(options => options.AddCacheSlidingWindow(CityEndpoints.SlowSearch, limit: 100, window: "1m", by: RateLimitBy.Address));
builder.Services.AddHealthChecks().AddCache().AddCacheWarm();

var app = builder.Build();
app.UseExceptionHandler();
app.UseStatusCodePages();
app.UseMiddleware<ServerTiming>();
app.UseRateLimiter();
app.UseOutputCache();
app.MapPage();
app.MapCities();
app.MapHealthChecks("/health/ready");
app.MapHealthChecks("/health/live", new() { Predicate = _ => false });   // no check: calls go on without Redis, so a new process would be no better

// whoever reaches the page may change what is cached: elsewhere than here it asks for RequireAuthorization, or the application does not start
if (app.Environment.IsDevelopment())
    app.MapCacheAdmin("/cache");
await app.RunAsync();
return 0;
