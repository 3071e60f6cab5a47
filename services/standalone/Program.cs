using System.CommandLine;
using PathAlign.Standalone;
using PathAlign.Standalone.Commands;

var root = new RootCommand("PathAlign: image generators aligned with pathologists' judgement.")
{
    GenerateCommand.Create(),
    DataCommands.Create(),
    ClassifierCommands.Create(),
    GeneratorCommands.Create(),
};
return await CommandLineHost.RunAsync(root, args);
