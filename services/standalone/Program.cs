using System.CommandLine;
using PathAlign.Standalone.Commands;
using PathAlign.Standalone.Commands.StableDiffusion;

var device = DeviceOption.Create();
var root = new RootCommand("PathAlign: image generators aligned with pathologists' judgement.")
{
    device,
    RoundCommands.Demo(),
    RoundCommands.Run(),
    RoundCommands.Rate(),
    AccountCommand.Create(),
    AuditCommand.Create(),
    DataProtectionCommands.Sweep(),
    DataProtectionCommands.Erase(),
    BackupCommands.Backup(),
    BackupCommands.Restore(),
    RebuildCommand.Create(),
    WatchCommands.Status(),
    WatchCommands.Report(),
    RedriveCommand.Create(),
    CancelCommand.Create(),
    DoctorCommand.Create(),
    RewardCommands.Create(),
    ScoreCommand.Create(),
    GenerateCommand.Create(),
    ReplayCommand.Create(),
    DataCommands.Create(),
    ClassifierCommands.Create(),
    AutoencoderCommands.Create(),
    GeneratorCommands.Create(),
    StableDiffusionCommands.Create(),
};
return await CommandLineHost.RunAsync(root, device, args);
