using System.CommandLine;
using PathAlign.Sampling;
using PathAlign.StableDiffusion.Folders;

namespace PathAlign.Standalone.Commands;

/// <summary>Which generator draws: its weights, and the adapter of a round.</summary>
internal sealed class GeneratorOption
{
    private const string Bare = "none";
    private readonly Option<string?> _model = new("--model")
    {
        Description = $"Weights of the generator, or {ShippedModels.BloodCellsName} for the shipped one of blood " +
            "cells at 224 px; default: the shipped generator of colorectal tissue at 28 px",
    };
    private readonly Option<string?> _adapter = new("--adapter")
    {
        Description = $"Adapter of that generator (adapter.safetensors beside a round's report), or {Bare}. " +
            "If its round drew images again (--reward-attempts), give --reward too. " +
            $"Default: the shipped adapter for the shipped generator, {Bare} for any other",
    };

    internal void AddTo(Command command)
    {
        command.Add(_model);
        command.Add(_adapter);
    }

    /// <summary>The shipped set that the option names: its classifiers are the defaults of other options.</summary>
    internal ShippedSet Set(ParseResult parsed) => ShippedModels.Named(parsed.GetValue(_model));

    internal GeneratorModel Load(ParseResult parsed)
    {
        var set = Set(parsed);
        if (ModelFolder.IsOne(set.Generator))
            throw new ArgumentException(
                "--model: expected a generator's file, got a text-to-image model; make one of it by " +
                    "pathalign sd export");
        var adapter = parsed.GetValue(_adapter) ?? set.Adapter;
        return GeneratorModel.Load(set.Generator, adapter == Bare ? null : adapter);
    }
}
