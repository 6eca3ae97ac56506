using Freeze.Bench.OnnxRuntimeService;
using Freeze.Samples.Service.Web;
using OpenTelemetry.Metrics;

// onnxruntime-service --onnx FILE [--mean R,G,B --deviation R,G,B --workers N --threads N --max-batch N] [--urls URL]
try
{
    var builder = WebStack.CreateBuilder(args, OnnxOptions.Switches);
    var options = new OnnxOptions();
    builder.Configuration.GetSection("Onnx").Bind(options);
    builder.Services.AddSingleton(options);
    builder.Services.AddSingleton<OnnxClassifier>();
    builder.Services.AddSingleton<IClassifier>(provider => provider.GetRequiredService<OnnxClassifier>());
    builder.Services.AddOpenTelemetry().WithMetrics(metrics => metrics.AddMeter("Freeze", "Freeze.Hosting", "System.Runtime").AddPrometheusExporter());
    var app = builder.Build();
    WebStack.Use(app);
    app.MapPredict();
    app.MapGet("/healthz/ready", (RequestDelegate)(context => context.Response.WriteAsync("Healthy")));
    app.MapPrometheusScrapingEndpoint("/metrics");
    await app.RunAsync();
    return 0;
}
catch (Exception error) when (Startup.IsMistake(error))
{
    Console.Error.WriteLine("error: " + error.Message);
    return 1;
}
