using PathAlign.Host;
using PathAlign.Host.Composition;
using PathAlign.Host.Health;
using PathAlign.Messaging;
using PathAlign.Messaging.RabbitMq;

return await HostCommand.RunAsync(args, async (role, configFile) =>
{
    var builder = HostSettings.CreateBuilder(configFile);
    builder.AddHttp();
    builder.AddStores();
    builder.Services.AddPathAlignJobs();
    role.Add(builder.Services);
    builder.Services.AddRabbitMqBus(ServiceRole.EventRoutes);
    builder.Services.AddStoresHealth();
    await using var app = builder.Build();
    role.Map(app);
    await app.RunAsync();
});
