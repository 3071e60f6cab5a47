using System.CommandLine;
using PathAlign.Data;
using PathAlign.Evaluator.Classification;
using PathAlign.Training.Classification;

namespace PathAlign.Standalone.Commands;

/// <summary><c>pathalign classifier train|eval</c>.</summary>
internal static class ClassifierCommands
{
    internal static Command Create() => new("classifier", "Train and measure a classifier.") { Train(), Eval() };

    private static Command Train() => TrainCommand.Create<ClassifierTrainingOptions>(
        "classifier",
        "Train a ResNet-18 to classify the tiles of a data set.",
        "weights",
        training => training.Show(new ClassifierTrainer(training.Options, training.Data, training.Folder).Run));

    private static Command Eval()
    {
        var data = new DataOption();
        var model = new Option<string?>("--model")
        {
            Description = "Weights of the classifier; default: the shipped classifier",
        };
        var command = new Command("eval", "Measure a classifier on validation tiles and on test tiles.") { model };
        data.AddTo(command);
        command.SetAction(parsed =>
        {
            using var classifier = ClassifierModel.Load(parsed.GetValue(model) ?? ShippedModels.Tissue.Classifier);
            var real = data.Load(parsed);
            classifier.RequireFor(real.Description, real.Train.Size, "--model");
            foreach (
                var (split, tiles) in real.Splits
                    .Where(s => s.name != "train" && s.tiles.Count > 0))
            {
                var verdicts = ClassifierEvaluation.Run(classifier.Network, tiles);
                var report = ClassificationReport.Of(tiles.Labels, verdicts.Predicted, real.Description.Classes.Count);
                Console.WriteLine($"{split}: accuracy {report.Accuracy}, macro F1 {report.MacroF1}, n={tiles.Count}");
                foreach (var c in report.Classes)
                    Console.WriteLine(
                        $"  {real.Description.Classes[c.Label].Code,-5} recall {c.Recall} precision {c.Precision:f3} " +
                            $"F1 {c.F1:f3} n={c.Count}");
            }
        });
        return command;
    }
}
