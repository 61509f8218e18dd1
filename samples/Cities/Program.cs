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
builder.Services.AddCache(builder.Configuration.GetSection("Cache")).AddMemory().AddRedis();
builder.Services.AddCitiesCaches();
builder.Services.AddHealthChecks().AddCache();

var app = builder.Build();
app.UseExceptionHandler();
app.UseStatusCodePages();
app.UseMiddleware<ServerTiming>();
app.MapPage();
app.MapCities();
app.MapHealthChecks("/health");
await app.RunAsync();
return 0;
