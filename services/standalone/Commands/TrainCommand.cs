using System.CommandLine;
using System.CommandLine.Parsing;
using PathAlign.Data;
using PathAlign.Training;

namespace PathAlign.Standalone.Commands;

/// <summary>The command <c>train</c> of autoencoder, classifier and generator.</summary>
internal static class TrainCommand
{
    /// <summary>Builds the command from the settings of a training and the training itself.</summary>
    /// <typeparam name="TOptions">The settings.</typeparam>
    /// <param name="network">The network's name; weights go to <c>out/NETWORK</c> unless <c>--out</c> is given.</param>
    /// <param name="description">The help of the command.</param>
    /// <param name="holds">What the output folder holds, besides the checkpoint.</param>
    /// <param name="train">Trains, resumes from the folder's checkpoint, and returns the path of the weights.</param>
    /// <param name="name">The command's name.</param>
    /// <param name="needsData">Whether <c>--data</c> must be given: no phantom.</param>
    internal static Command Create<TOptions>(
        string network,
        string description,
        string holds,
        Func<Training<TOptions>, string> train,
        string name = "train",
        bool needsData = false)
        where TOptions : notnull, new()
    {
        var defaults = new TOptions();
        var settings = new SettingOptions<TOptions>(defaults);
        var data = new DataOption(needsData);
        var @out = new Option<string>("--out")
        {
            Description = $"Folder for {holds} and the checkpoint; training resumes from the checkpoint",
            DefaultValueFactory = _ => $"out/{network}",
        };
        var command = new Command(name, description) { @out };
        settings.AddTo(command);
        data.AddTo(command);
        command.SetAction((parsed, cancel) => Task.Run(() =>
        {
            var options = settings.Read(parsed, defaults);
            OptionCheck.Validate(options);
            var path = train(
                new Training<TOptions>(network, parsed, options, data.Load(parsed), parsed.GetValue(@out)!, cancel));
            Console.WriteLine($"weights: {path}");
            return 0;
        }, CancellationToken.None));
        return command;
    }

    /// <summary>One training as the user asked for it.</summary>
    /// <typeparam name="TOptions">The settings.</typeparam>
    /// <param name="Network">The network's name, for the progress.</param>
    /// <param name="Parsed">The command line, for options beside the settings.</param>
    /// <param name="Options">The settings, within their ranges.</param>
    /// <param name="Data">The real images.</param>
    /// <param name="Folder">The output folder.</param>
    /// <param name="Cancel">Stops after the current step; the checkpoint stays.</param>
    internal sealed record Training<TOptions>(
        string Network,
        ParseResult Parsed,
        TOptions Options,
        TileDataset Data,
        string Folder,
        CancellationToken Cancel)
    {
        /// <summary>Refuses options that have no effect beside another one.</summary>
        /// <param name="beside">The other one, for the error.</param>
        /// <param name="options">Their names.</param>
        /// <exception cref="ArgumentException">One of them is given.</exception>
        internal void RequireNone(string beside, params IEnumerable<string> options)
        {
            if (options.FirstOrDefault(IsGiven) is { } given)
                throw new ArgumentException($"{given}: expected none beside {beside}, got one");
        }

        /// <summary>Whether the user gave an option.</summary>
        internal bool IsGiven(string option) => Parsed.GetResult(option) is OptionResult { Implicit: false };

        /// <summary>Runs a trainer and shows its progress.</summary>
        internal string Show(Func<IProgress<TrainingProgress>?, CancellationToken, string> run) =>
            ProgressDisplay.Show(Network, progress => run(progress, Cancel));
    }
}
