using Microsoft.Extensions.Options;
using PathAlign.Hosting;
using PathAlign.Hosting.Certificates;
using PathAlign.Hosting.Composition;
using PathAlign.Hosting.Health;
using PathAlign.Messaging;
using PathAlign.Messaging.RabbitMq;
using PathAlign.Telemetry;

return await HostCommand.RunAsync(args, async (role, configFile) =>
{
    var builder = HostSettings.CreateBuilder(configFile);
    builder.AddTelemetry(role.Name);
    builder.AddHttp();
    builder.AddCompute();
    builder.AddStores();
    builder.Services.AddPathAlignJobs();
    role.Add(builder.Services);
    builder.Services.AddRabbitMqBus(ServiceRole.EventRoutes);
    builder.Services.AddStoresHealth();
    builder.Services.AddCertificateWatch(role.Name);
    await using var app = builder.Build();
    // before anything starts, so the logs get no stack trace
    app.Services.GetRequiredService<IStartupValidator>().Validate();
    role.Map(app);
    await app.RunAsync();
});
