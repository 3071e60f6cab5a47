namespace PathAlign.Messaging.DeadLetters;

/// <summary>A queue with messages that no reader could work on.</summary>
/// <param name="Queue">QUEUE_error, QUEUE_skipped or QUEUE_dead; QUEUE is the one that they came from.</param>
/// <param name="Messages">Their number.</param>
public sealed record DeadLetterQueue(string Queue, long Messages);
