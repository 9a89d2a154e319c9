// Open questions, answered by a finding where there is one and left open where there is none. Must not guess.
import type { Finding } from '../findings/finding.ts';
import type { Questions } from './briefing.ts';
import type { Printer } from './printer.ts';
import { findSentence } from './sentence.ts';

/**
 * Questions of a list in the messages (`questions.<list>.<id>.question`). The answer is the message
 * `findings.<figure>.<rule>.<list>-<id>` of any finding that has one, else `questions.<list>.<id>.open`.
 */
export function composeQuestions(list: string, findings: readonly Finding[], printer: Printer): Questions {
  const { messages } = printer;
  const items = messages.keysUnder(`questions.${list}`).map((id) => {
    const answer = findSentence(findings, `${list}-${id}`, `questions-${list}`, printer);
    return { question: messages.text(`questions.${list}.${id}.question`), answer: answer ?? messages.runs(`questions.${list}.${id}.open`), open: answer === undefined };
  });
  return { kind: 'questions', items };
}
